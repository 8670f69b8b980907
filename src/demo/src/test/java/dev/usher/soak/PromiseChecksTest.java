package dev.usher.soak;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usher.message.FailureCode;
import dev.usher.soak.FinalUsers.Person;
import dev.usher.soak.FinalUsers.Sight;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What the checks of a soak find: a check that finds nothing proves nothing. */
class PromiseChecksTest {
    private static final Instant NOW = Instant.parse("2026-11-22T20:00:00Z");
    private static final PlannedRequest GOOD = planned("good", RequestKind.TOKENS);
    private static final PlannedRequest BAD = planned("bad", RequestKind.SHORT_PASSWORD);

    private final Map<String, PlannedRequest> sent =
            new LinkedHashMap<>(Map.of("m1", GOOD, "m2", BAD));
    private final List<SoakReply> answers =
            new ArrayList<>(
                    List.of(
                            answer("m1", GOOD, ReplyResult.SUCCEEDED, "sub-1"),
                            answer("m2", BAD, BAD.kind().ending(), null)));
    private final List<SoakDeadLetter> deadLetters = new ArrayList<>();
    private final List<Person> users =
            new ArrayList<>(List.of(new Person("good", "sub-1", "CONFIRMED", List.of())));
    private final List<Sight> existingUsers =
            new ArrayList<>(List.of(new Sight("somebody", "as it was", "as it was", true, 0)));
    private final Map<String, Boolean> signIns = new LinkedHashMap<>(Map.of("good", true));
    private boolean forgetful;
    private int left;
    private final List<String> leaks = new ArrayList<>();

    @Test
    void a_run_in_which_all_is_well_breaks_nothing() {
        assertThat(broken()).isEmpty();
    }

    @Test
    void a_message_that_nobody_answered_is_found() {
        sent.put("m3", planned("lost", RequestKind.TOKENS));
        assertThat(broken()).singleElement().asString().contains("lost");
    }

    @Test
    void a_dead_letter_counts_for_an_answer_but_not_without_the_reply_that_it_promises() {
        sent.put("m3", planned("given-up", RequestKind.TOKENS));
        deadLetters.add(new SoakDeadLetter("m3", "RETRIES_EXHAUSTED"));
        assertThat(broken()).isEmpty();
        answers.add(answer("m3", sent.get("m3"), ReplyResult.GAVE_UP, null));
        assertThat(broken()).isEmpty();
        deadLetters.clear();
        assertThat(broken()).singleElement().asString().contains("given-up");
    }

    @Test
    void two_answers_that_contradict_each_other_are_found() {
        answers.add(answer("m1", GOOD, ReplyResult.failed(FailureCode.INVALID_ATTRIBUTES), null));
        assertThat(broken()).anyMatch(each -> each.contains("good"));
    }

    @Test
    void two_answers_that_tell_of_two_users_are_found() {
        answers.add(answer("m1", GOOD, ReplyResult.SUCCEEDED, "sub-2"));
        assertThat(broken()).anyMatch(each -> each.contains("the subs"));
    }

    @Test
    void a_duplicate_may_be_taken_for_a_stranger_only_where_the_ledger_may_forget() {
        sent.put("m3", GOOD);
        answers.add(answer("m3", GOOD, ReplyResult.TAKEN, null));
        assertThat(broken()).anyMatch(each -> each.contains("good"));
        forgetful = true;
        assertThat(broken()).isEmpty();
    }

    @Test
    void an_answer_other_than_the_expected_one_is_found() {
        answers.set(1, answer("m2", BAD, ReplyResult.SUCCEEDED, "sub-9"));
        assertThat(broken()).anyMatch(each -> each.contains("instead of"));
    }

    @Test
    void a_user_too_many_one_too_few_and_one_of_nobody_are_found() {
        users.add(new Person("bad", "sub-3", "CONFIRMED", List.of()));
        assertThat(broken()).singleElement().asString().contains("bad: a user");
        users.removeLast();
        users.add(new Person("nobody", "sub-4", "CONFIRMED", List.of()));
        assertThat(broken()).singleElement().asString().contains("nobody asked for");
        users.clear();
        assertThat(broken()).singleElement().asString().contains("0 users");
    }

    @Test
    void a_user_that_is_left_half_made_is_found() {
        users.set(0, new Person("good", "sub-1", "FORCE_CHANGE_PASSWORD", List.of()));
        assertThat(broken()).singleElement().asString().contains("FORCE_CHANGE_PASSWORD");
    }

    @Test
    void a_stranger_who_was_touched_or_locked_out_is_found() {
        existingUsers.add(new Sight("touched", "as it was", "changed", true, 0));
        existingUsers.add(new Sight("locked", "as it was", "as it was", false, 5));
        assertThat(broken()).hasSize(2);
    }

    @Test
    void a_password_that_does_not_sign_in_is_found() {
        signIns.put("good", false);
        assertThat(broken()).hasSize(1);
    }

    @Test
    void what_is_left_in_the_queue_and_what_leaked_is_found() {
        left = 3;
        leaks.add("err1.txt: a password");
        assertThat(broken()).hasSize(2);
    }

    private List<String> broken() {
        SoakEvidence evidence =
                new SoakEvidence(
                        new RecordedMessages(sent, answers, deadLetters),
                        new FinalUsers(users, existingUsers, signIns),
                        forgetful,
                        left,
                        leaks);
        return PromiseChecks.check(evidence).stream()
                .flatMap(finding -> finding.broken().stream())
                .toList();
    }

    private static PlannedRequest planned(String id, RequestKind kind) {
        return new PlannedRequest(id, kind, id, "password of " + id, "{}");
    }

    private static SoakReply answer(
            String messageId, PlannedRequest to, ReplyResult ending, String sub) {
        return new SoakReply(messageId, to.id(), ending, sub, NOW);
    }
}
