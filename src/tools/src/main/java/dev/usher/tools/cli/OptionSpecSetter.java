package dev.usher.tools.cli;

import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.ISetter;

/** Passes an option's value on. Picocli also sets null, before it parses. */
record OptionSpecSetter(Consumer<String> to) implements ISetter {
    @Override
    @SuppressWarnings("TypeParameterUnusedInFormals")
    public <T> @Nullable T set(@Nullable T value) {
        if (value != null) {
            to.accept(value.toString());
        }
        return null;
    }
}
