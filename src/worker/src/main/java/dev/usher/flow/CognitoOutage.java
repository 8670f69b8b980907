package dev.usher.flow;

/** Cognito as a whole is out: it also fails a call that carries nothing of the request. */
public final class CognitoOutage extends ServiceFault {
    private static final long serialVersionUID = 1L;

    public CognitoOutage(String what, boolean unclear) {
        super(what, unclear);
    }

    @Override
    public boolean passes() {
        return true;
    }
}
