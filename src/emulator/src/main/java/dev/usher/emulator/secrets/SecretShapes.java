package dev.usher.emulator.secrets;

import dev.usher.emulator.protocol.StringShape;

/** Limits of the texts in requests, from the service model secretsmanager-2017-10-17. */
final class SecretShapes {
    private SecretShapes() {}

    static final StringShape NAME = new StringShape(1, 512);
    static final StringShape ID = new StringShape(1, 2048);
    static final StringShape VERSION = new StringShape(32, 64);
    static final StringShape STAGE = new StringShape(1, 256);
    static final StringShape STRING = new StringShape(1, 65_536);
    static final StringShape DESCRIPTION = new StringShape(0, 2048);
    static final StringShape BINARY = new StringShape(0, 131_072);
}
