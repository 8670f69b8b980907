package dev.usher.infra;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** {@code docs/deploy.md} tells of everything that there is to choose and to be woken by. */
class DeployPageTest {
    private final CloudFormation cloudFormation = CloudFormation.read();

    @Test
    void every_parameter_is_told_of() throws IOException {
        String page = page();

        assertThat(cloudFormation.json().path("Parameters").propertyStream().map(Map.Entry::getKey))
                .allSatisfy(parameter -> assertThat(page).contains("`" + parameter + "`"));
    }

    @Test
    void every_alarm_is_told_of_by_its_name() throws IOException {
        String page = page();

        assertThat(cloudFormation.all("AWS::CloudWatch::Alarm"))
                .extracting(alarm -> alarm.path("AlarmName").asString(""))
                .map(name -> name.replace("${AWS::StackName}-", ""))
                .allSatisfy(name -> assertThat(page).contains("| `" + name + "` |"));
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("docs", "deploy.md"));
    }
}
