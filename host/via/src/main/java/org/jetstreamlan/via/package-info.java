/// The VI Provider Library over CLAN. `docs/via.md` says what a VI is made of here, and which of the functions there are.
///
/// ```java
/// var nic = new VipOut<VipNic>();
/// provider.openNic("jetstream0", nic);
/// var tag = new VipOut<VipPtag>();
/// nic.value().createPtag(tag);
/// var vi = new VipOut<VipVi>();
/// nic.value().createVi(VipViAttributes.of(tag.value(), VipReliability.RELIABLE_DELIVERY), vi);
/// vi.value().postRecv(descriptor, handle);
/// vi.value().connectRequest(local, remote, 1_000, attributes);
/// ```
/// Functions have the specification's names without `Vip`, and return its codes; what C gives through a pointer comes in a [VipOut].
/// [VipNic#explanation()] says in words why the last one refused. Used by one thread at a time, as the driver below.
@NullMarked
package org.jetstreamlan.via;

import org.jspecify.annotations.NullMarked;
