package dev.usher.app;

import dev.usher.emulator.EmbeddedAws;
import dev.usher.emulator.Options;
import java.net.URI;
import software.amazon.awssdk.services.sqs.SqsClient;

/** An embedded AWS with a user pool, an app client and the worker's secret in it. */
public final class Account extends Premises {
    public final EmbeddedAws aws;

    public Account() {
        this(Options.standard().withQuotas(false));
    }

    public Account(Options options) {
        this(EmbeddedAws.start(options));
    }

    private Account(EmbeddedAws aws) {
        super(Site.emulator(aws.endpoint()), Belongings.left());
        this.aws = aws;
    }

    /** A client of the queues; its caller closes it. */
    public static SqsClient sqs(URI endpoint) {
        return Site.emulator(endpoint).sqs();
    }

    @Override
    public void close() {
        super.close();
        aws.close();
    }
}
