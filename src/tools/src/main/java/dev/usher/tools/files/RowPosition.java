package dev.usher.tools.files;

/**
 * Where a row is in its file.
 *
 * @param number of the row, from 1; the header does not count
 * @param line where the row begins, from 1
 */
public record RowPosition(int number, long line) {}
