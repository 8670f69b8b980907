package dev.usher.soak;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class RequestPlanTest {
    @Test
    void the_same_seed_plans_the_same_and_another_seed_another() {
        assertThat(RequestPlan.draw(300, 7))
                .isEqualTo(RequestPlan.draw(300, 7))
                .isNotEqualTo(RequestPlan.draw(300, 8));
    }

    @Test
    void a_short_plan_has_every_kind_of_request_and_of_stranger() {
        RequestPlan plan = RequestPlan.draw(300, 7);
        assertThat(plan.requests()).hasSize(300);
        assertThat(plan.requests().stream().map(PlannedRequest::kind).collect(Collectors.toSet()))
                .containsExactlyInAnyOrder(RequestKind.values());
        for (boolean young : List.of(true, false)) {
            assertThat(
                            plan.existingUsers().stream()
                                    .filter(each -> each.young() == young)
                                    .map(ExistingUser::sort)
                                    .collect(Collectors.toSet()))
                    .hasSameSizeAs(Arrays.asList(ExistingUser.Sort.values()));
        }
    }

    @Test
    void one_in_twenty_is_sent_twice_with_the_copy_behind_the_first() {
        RequestPlan plan = RequestPlan.draw(300, 7);
        assertThat(plan.order()).hasSize(315).containsAll(plan.requests());
        assertThat(plan.order().stream().distinct()).hasSize(300);
    }

    @Test
    void every_password_can_be_told_by_its_mark() {
        assertThat(RequestPlan.draw(300, 7).requests())
                .allMatch(each -> each.password().startsWith(RequestPlan.PASSWORD_MARK))
                .allMatch(each -> each.body().contains(each.password()));
    }
}
