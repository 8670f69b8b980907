package dev.usher.flow;

/**
 * Makes one attempt at a request, and returns what is to become of its message. Blocks; never
 * throws for an expected failure.
 */
public interface Handler {
    HandlerResult handle(Delivery delivery);
}
