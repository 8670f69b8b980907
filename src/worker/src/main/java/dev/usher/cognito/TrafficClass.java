package dev.usher.cognito;

/** Whose quota a call uses. */
public enum TrafficClass {
    /** A client waits for the reply: it never waits for bulk traffic. */
    INTERACTIVE,
    /** It gets the quota that interactive traffic leaves over. */
    BULK
}
