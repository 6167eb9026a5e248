package org.jetstreamlan.cli.vipl;

import java.util.stream.Collectors;
import org.jetstreamlan.via.vipl.ViplFunctions;
import org.jetstreamlan.via.vipl.ViplLayouts;

/// `vipl.c`: what `libvipl.so` is made of. It starts a JVM in its program's process, which gives it a table of functions; each of the library's calls the one of its name. Made of [ViplFunctions] and [ViplLayouts], as the header is.
public final class ViplShim {
    private static final String HEAD =
            """
            /* libvipl.so: made by `jetstream vipl`, not to be edited. The library itself is in Java, in this process.
             *
             * JAVA_HOME and VIPL_CLASS_PATH in the environment stand for what it was made with.
             */
            #include <dlfcn.h>
            #include <jni.h>
            #include <pthread.h>
            #include <stddef.h>
            #include <stdio.h>
            #include <stdlib.h>

            #include "vipl.h"

            """;

    private static final String START =
            """

            static const struct functions *vipl;
            static pthread_once_t once = PTHREAD_ONCE_INIT;

            static void failed(const char *what, const char *which) {
                fprintf(stderr, "libvipl: %s %s\\n", what, which);
            }

            static const struct functions *started(void) {
                const char *home = getenv("JAVA_HOME");
                const char *path = getenv("VIPL_CLASS_PATH");
                char library[4096];
                char classes[65536];
                snprintf(library, sizeof library, "%s/lib/server/libjvm.so", home && *home ? home : VIPL_JAVA_HOME);
                snprintf(classes, sizeof classes, "-Djava.class.path=%s", path && *path ? path : VIPL_CLASSES);
                void *jvm = dlopen(library, RTLD_NOW | RTLD_GLOBAL);
                if (!jvm) {
                    failed("JAVA_HOME names no JDK:", dlerror());
                    return NULL;
                }
                jint (*create)(JavaVM **, void **, void *) = (jint (*)(JavaVM **, void **, void *))dlsym(jvm, "JNI_CreateJavaVM");
                /* Signals stay the program's, but for those that the JVM cannot do without. */
                JavaVMOption options[] = {
                    {classes, NULL},
                    {(char *)"--enable-native-access=ALL-UNNAMED", NULL},
                    {(char *)"-Xrs", NULL},
                    {(char *)"-XX:+UseSerialGC", NULL},
                    {(char *)"-XX:TieredStopAtLevel=1", NULL},
                    {(char *)"-XX:-UsePerfData", NULL},
                };
                JavaVMInitArgs arguments = {JNI_VERSION_21, sizeof options / sizeof *options, options, JNI_FALSE};
                JavaVM *machine;
                JNIEnv *env;
                if (!create || create(&machine, (void **)&env, &arguments) != JNI_OK) {
                    failed("the JVM does not start:", library);
                    return NULL;
                }
                jclass java = (*env)->FindClass(env, "org/jetstreamlan/via/vipl/ViplLibrary");
                jmethodID functions = java ? (*env)->GetStaticMethodID(env, java, "functions", "()J") : NULL;
                jlong table = functions ? (*env)->CallStaticLongMethod(env, java, functions) : 0;
                if ((*env)->ExceptionCheck(env)) {
                    (*env)->ExceptionDescribe(env);
                    failed("the class path has no library:", classes);
                    return NULL;
                }
                return (const struct functions *)table;
            }

            /* The threads of a JVM do not come along. */
            static void forked(void) {
                vipl = NULL;
            }

            static void start(void) {
                vipl = started();
                pthread_atfork(NULL, NULL, forked);
            }

            """;

    private ViplShim() {}

    /// The whole file.
    ///
    /// @param javaHome whose JVM it starts
    /// @param classPath of `host/via` and what that knows
    public static String text(String javaHome, String classPath) {
        var text = new StringBuilder(HEAD);
        text.append("#define VIPL_JAVA_HOME %s%n".formatted(quoted(javaHome)));
        text.append("#define VIPL_CLASSES %s%n%n".formatted(quoted(classPath)));
        for (var member : ViplLayouts.members()) {
            text.append(
                    "_Static_assert(offsetof(%s, %s) == %d, \"%s\");%n"
                            .formatted(
                                    member.structure(), member.name(), member.at(), member.name()));
        }
        text.append("\nstruct functions {\n");
        text.append(
                ViplFunctions.ALL.stream()
                        .map(one -> "    %s;%n".formatted(one.head("(*" + one.method() + ")")))
                        .collect(Collectors.joining()));
        text.append("};\n").append(START);
        ViplFunctions.ALL.forEach(one -> text.append(function(one)));
        return text.toString();
    }

    private static String function(ViplFunctions.Function one) {
        boolean opens = one.name().equals("VipOpenNic");
        return "%s {%n%s    return vipl ? vipl->%s(%s) : %s;%n}%n%n"
                .formatted(
                        one.head(one.name()),
                        opens ? "    pthread_once(&once, start);\n" : "",
                        one.method(),
                        one.arguments(),
                        opens ? "VIP_ERROR_RESOURCE" : "VIP_INVALID_PARAMETER");
    }

    private static String quoted(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"") + '"';
    }
}
