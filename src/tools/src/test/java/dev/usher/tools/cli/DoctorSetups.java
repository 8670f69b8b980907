package dev.usher.tools.cli;

import dev.usher.app.Account;
import dev.usher.emulator.Options;
import dev.usher.emulator.control.Faults;
import java.nio.file.Path;
import software.amazon.awssdk.services.sqs.SqsClient;

/** The embedded AWS of all {@link DoctorSetup}s of this JVM. It ends with the JVM. */
final class DoctorSetups {
    /** Started on first use, which takes seconds. */
    private static final class Shared {
        static final Account ACCOUNT = new Account(Options.standard().withQuotas(false));
        static final SqsClient SQS = Account.sqs(ACCOUNT.aws.endpoint());

        static {
            Runtime.getRuntime().addShutdownHook(new Thread(ACCOUNT::close));
        }
    }

    private DoctorSetups() {}

    /** A new set-up; the SDK uses its endpoint. */
    static DoctorSetup admit(Path folder) {
        SdkProperties.pointAt(Shared.ACCOUNT);
        return new DoctorSetup(Shared.ACCOUNT, Shared.SQS, folder);
    }

    /** Answers all calls of the operation with the error. */
    static void refuse(String operation, String code) {
        Shared.ACCOUNT
                .aws
                .faults()
                .add(
                        Faults.Rule.next(operation, Faults.Kind.ERROR_BEFORE, 1000)
                                .withError(code, 400));
    }

    /** Answers all calls of the operation with an error that is the service's own. */
    static void fail(String operation, String code) {
        Shared.ACCOUNT
                .aws
                .faults()
                .add(
                        Faults.Rule.next(operation, Faults.Kind.ERROR_BEFORE, 1000)
                                .withError(code, 500));
    }

    /** Removes all faults, and restores the SDK. */
    static void clear() {
        SdkProperties.forget();
        Shared.ACCOUNT.aws.faults().clear();
    }
}
