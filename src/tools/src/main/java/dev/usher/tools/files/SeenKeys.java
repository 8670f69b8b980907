package dev.usher.tools.files;

import java.util.Arrays;

/**
 * Keys, each with the number it was first added with: an open-addressing table of 20 bytes per
 * entry. It grows shard by shard, so that growing never needs twice the memory.
 */
public final class SeenKeys {
    private static final int SHARDS = 256;
    private static final int SMALLEST = 8;

    private final Shard[] shards = new Shard[SHARDS];

    public SeenKeys() {
        Arrays.setAll(shards, i -> new Shard());
    }

    /**
     * Adds a key if it is new.
     *
     * @param number above 0
     * @return the number it was first added with, 0 if it is new
     */
    public int add(Digest key, int number) {
        if (number <= 0) {
            throw new IllegalArgumentException("0 marks an empty place");
        }
        return shard(key).add(key.high(), key.low(), number);
    }

    /** The number the key was added with, 0 if it was not. */
    public int find(Digest key) {
        Shard shard = shard(key);
        return shard.numbers[shard.place(key.high(), key.low())];
    }

    private Shard shard(Digest key) {
        return shards[(int) (key.high() >>> 56)];
    }

    private static final class Shard {
        private long[] keys = new long[2 * SMALLEST];
        private int[] numbers = new int[SMALLEST];
        private int size;

        int add(long high, long low, int number) {
            int place = place(high, low);
            if (numbers[place] != 0) {
                return numbers[place];
            }
            put(place, high, low, number);
            // Up to a load factor of 0.8, probe sequences stay short.
            if (++size * 5L > numbers.length * 4L) {
                grow();
            }
            return 0;
        }

        /** The place of the key, or the empty one where it belongs. */
        int place(long high, long low) {
            int place = (int) Math.unsignedMultiplyHigh(low, numbers.length);
            while (numbers[place] != 0 && (keys[2 * place] != high || keys[2 * place + 1] != low)) {
                place = place + 1 == numbers.length ? 0 : place + 1;
            }
            return place;
        }

        private void put(int place, long high, long low, int number) {
            keys[2 * place] = high;
            keys[2 * place + 1] = low;
            numbers[place] = number;
        }

        private void grow() {
            long[] oldKeys = keys;
            int[] oldNumbers = numbers;
            int places = oldNumbers.length + oldNumbers.length / 2;
            keys = new long[2 * places];
            numbers = new int[places];
            for (int i = 0; i < oldNumbers.length; i++) {
                if (oldNumbers[i] != 0) {
                    long high = oldKeys[2 * i];
                    long low = oldKeys[2 * i + 1];
                    put(place(high, low), high, low, oldNumbers[i]);
                }
            }
        }
    }
}
