package dev.trellis;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.library.dependencies.SlicesRuleDefinition;
import org.junit.jupiter.api.Test;
import org.springframework.modulith.core.ApplicationModules;

class ModularityTests {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.trellis");

    @Test
    void modulesFormATree() {
        var modules = ApplicationModules.of(TrellisApplication.class);
        assertThat(modules.stream()).isNotEmpty();
        modules.verify();
    }

    @Test
    void noPackagesDependOnEachOtherInCircles() {
        SlicesRuleDefinition.slices()
                .matching("dev.trellis.(**)")
                .should()
                .beFreeOfCycles()
                .check(CLASSES);
    }

    @Test
    void onlyTheEnginePackageKnowsCamunda() {
        noClasses()
                .that()
                .resideOutsideOfPackage("dev.trellis.engine..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.camunda..", "org.camunda..")
                .check(CLASSES);
    }

    @Test
    void engineAndPlatformUseNoFeature() {
        noClasses()
                .that()
                .resideInAnyPackage("dev.trellis.engine..", "dev.trellis.platform..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(
                        "dev.trellis.contact..",
                        "dev.trellis.scoring..",
                        "dev.trellis.lifecycle..",
                        "dev.trellis.email..",
                        "dev.trellis.tracking..",
                        "dev.trellis.deal..",
                        "dev.trellis.handoff..",
                        "dev.trellis.referral..",
                        "dev.trellis.feedback..",
                        "dev.trellis.backtest..",
                        "dev.trellis.nurturing..",
                        "dev.trellis.api..",
                        "dev.trellis.console..",
                        "dev.trellis.demo..")
                .check(CLASSES);
    }
}
