package dev.usher.emulator;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.library.Architectures.layeredArchitecture;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** Which package of the emulator may use which: the services know nothing of each other. */
@AnalyzeClasses(packages = "dev.usher", importOptions = ImportOption.DoNotIncludeTests.class)
class PackagesTest {
    private static final String ROOT = "dev.usher.emulator";

    @ArchTest
    static final ArchRule arrows_go_one_way =
            layeredArchitecture()
                    .consideringOnlyDependenciesInLayers()
                    .layer("protocol")
                    .definedBy(ROOT + ".protocol")
                    .layer("cognito")
                    .definedBy(ROOT + ".cognito")
                    .layer("secrets")
                    .definedBy(ROOT + ".secrets")
                    .layer("dynamodb")
                    .definedBy(ROOT + ".dynamodb")
                    .layer("sqs")
                    .definedBy(ROOT + ".sqs")
                    .layer("control")
                    .definedBy(ROOT + ".control")
                    .layer("server")
                    .definedBy(ROOT)
                    .whereLayer("protocol")
                    .mayNotAccessAnyLayer()
                    .whereLayer("cognito")
                    .mayOnlyAccessLayers("protocol")
                    .whereLayer("secrets")
                    .mayOnlyAccessLayers("protocol")
                    .whereLayer("dynamodb")
                    .mayOnlyAccessLayers("protocol")
                    .whereLayer("sqs")
                    .mayOnlyAccessLayers("protocol")
                    .whereLayer("control")
                    .mayOnlyAccessLayers("protocol", "cognito")
                    .whereLayer("server")
                    .mayNotBeAccessedByAnyLayer()
                    .ensureAllClassesAreContainedInArchitecture();

    @ArchTest
    static final ArchRule nothing_of_usher_is_used =
            classes()
                    .that()
                    .resideInAPackage(ROOT + "..")
                    .should()
                    .onlyDependOnClassesThat()
                    .resideInAnyPackage(
                            ROOT + "..",
                            "java..",
                            "com.sun.net.httpserver..",
                            "tools.jackson..",
                            "org.jspecify..",
                            "org.slf4j..",
                            "ch.qos.logback..",
                            "picocli..",
                            "org.elasticmq..",
                            "org.apache.pekko..",
                            "com.typesafe.config..",
                            "scala..",
                            "javax.crypto..");
}
