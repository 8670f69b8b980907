package dev.usher.flow;

/**
 * Does what a request asks for, once, and says what is to become of its message. Blocks; never
 * throws for an expected failure.
 */
public interface Handler {
    HandlerResult handle(Delivery delivery);
}
