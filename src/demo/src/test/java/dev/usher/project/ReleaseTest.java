package dev.usher.project;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * {@code scripts/release} in a small repository whose build is a stub: what it refuses, what it
 * collects, and what it commits.
 */
class ReleaseTest {
    private static final String CHANGELOG =
            "# Changelog\n\n## 1.2.3 (unreleased)\n\n* News.\n\n## 1.2.2 (2026-01-01)\n\n* Old.\n";

    @TempDir private Path folder;
    private Path repository;

    private record Ended(int status, String output) {}

    @BeforeEach
    void begin() throws IOException, InterruptedException {
        repository = Files.createDirectory(folder.resolve("repository"));
        file("pom.xml", "<project>\n  <version>1.2.3-SNAPSHOT</version>\n</project>\n");
        file("src/worker/pom.xml", "<parent>\n    <version>1.2.3-SNAPSHOT</version>\n</parent>\n");
        file("Dockerfile", "ARG VERSION=1.2.3-SNAPSHOT\n");
        file("docs/deploy.md", "docker push \"$registry/usher:1.2.3\"\n");
        file("CHANGELOG.md", CHANGELOG);
        file(".gitignore", "target/\n");
        script("release", Files.readString(Path.of("scripts", "release")));
        script(
                "test",
                "#!/bin/sh\nmkdir target && cp pom.xml target/usher.jar\necho {} >target/usher.cdx.json\n");
        script("check-dependencies", "#!/bin/sh\n");
        git("init", "-q", "-b", "main");
        git("config", "user.name", "Somebody");
        git("config", "user.email", "somebody@example.com");
        git("add", "-A");
        git("commit", "-qm", "Begin");
    }

    @Test
    void what_can_be_released_is_said_to_be() throws IOException, InterruptedException {
        assertThat(release("--check", "1.2.3").status()).isZero();
    }

    @Test
    void wrong_usage_is_refused() throws IOException, InterruptedException {
        assertThat(release()).isEqualTo(usage("no version"));
        assertThat(release("v1.2.3")).isEqualTo(usage("v1.2.3 is not a version such as 0.2.0"));
        assertThat(release("1.2.3-rc1"))
                .isEqualTo(usage("1.2.3-rc1 is not a version such as 0.2.0"));
        assertThat(release("1.2.3", "1.2.4")).isEqualTo(usage("more than one version"));
        assertThat(release("--force", "1.2.3")).isEqualTo(usage("unknown option --force"));
    }

    @Test
    void another_version_than_that_of_the_poms_is_refused()
            throws IOException, InterruptedException {
        assertRefused("1.3.0", "pom.xml is at 1.2.3-SNAPSHOT, so the release is 1.2.3, not 1.3.0");
    }

    @Test
    void changes_that_are_not_committed_are_refused() throws IOException, InterruptedException {
        file("new.txt", "new\n");
        assertRefused("1.2.3", "there are changes that are not committed");
    }

    @Test
    void a_tag_that_exists_is_refused() throws IOException, InterruptedException {
        git("tag", "v1.2.3");
        assertRefused("1.2.3", "the tag v1.2.3 exists already");
    }

    @Test
    void a_version_without_an_entry_in_the_changelog_is_refused()
            throws IOException, InterruptedException {
        commitChangelog(CHANGELOG.replace("1.2.3", "1.2.4"));
        assertRefused("1.2.3", "CHANGELOG.md has no line '## 1.2.3 (unreleased)'");
        commitChangelog(CHANGELOG.replace("* News.\n", ""));
        assertRefused("1.2.3", "the entry of 1.2.3 in CHANGELOG.md is empty");
    }

    @Test
    void a_dry_run_leaves_the_results_and_no_commit_and_no_tag()
            throws IOException, InterruptedException {
        String before = git("rev-parse", "HEAD");

        Ended ended = release("--dry-run", "1.2.3");

        assertThat(ended.status()).as(ended.output()).isZero();
        Path results = repository.resolve("target/release");
        assertThat(results.resolve("usher.jar")).content().contains("<version>1.2.3</version>");
        assertThat(results.resolve("release-notes.md"))
                .content()
                .contains("News")
                .doesNotContain("Old");
        assertThat(results.resolve("SHA256SUMS"))
                .content()
                .contains("  usher.jar\n", "  usher.cdx.json\n", "  release-notes.md\n");
        assertThat(ended.output())
                .contains("signature: skipped, gpg has no secret key", "image: skipped");
        assertThat(git("rev-parse", "HEAD")).isEqualTo(before);
        assertThat(git("tag")).isEmpty();
        assertThat(git("status", "--porcelain")).isEmpty();
    }

    @Test
    void a_release_tags_its_commit_and_begins_the_next_version()
            throws IOException, InterruptedException {
        Ended ended = release("1.2.3");

        assertThat(ended.status()).as(ended.output()).isZero();
        assertThat(git("show", "v1.2.3:pom.xml")).contains("<version>1.2.3</version>");
        assertThat(git("show", "v1.2.3:src/worker/pom.xml")).contains("<version>1.2.3</version>");
        assertThat(git("show", "v1.2.3:Dockerfile")).contains("VERSION=1.2.3\n");
        assertThat(git("show", "v1.2.3:CHANGELOG.md")).containsPattern("## 1\\.2\\.3 \\(2\\d{3}-");
        assertThat(git("log", "--format=%s")).isEqualTo("Begin 1.3.0\nRelease 1.2.3\nBegin\n");
        assertThat(repository.resolve("pom.xml")).content().contains("1.3.0-SNAPSHOT");
        assertThat(repository.resolve("docs/deploy.md")).content().contains("usher:1.3.0\"");
        assertThat(repository.resolve("CHANGELOG.md"))
                .content()
                .startsWith("# Changelog\n\n## 1.3.0 (unreleased)\n\n## 1.2.3 (2");
        assertThat(git("status", "--porcelain")).isEmpty();
    }

    @Test
    void a_build_that_fails_ends_the_release() throws IOException, InterruptedException {
        script("test", "#!/bin/sh\nexit 1\n");
        git("commit", "-qam", "Break it");

        assertThat(release("1.2.3").status()).isEqualTo(1);
        assertThat(git("tag")).isEmpty();
    }

    private void assertRefused(String version, String why)
            throws IOException, InterruptedException {
        Ended ended = release("--dry-run", version);
        assertThat(ended.status()).isEqualTo(1);
        assertThat(ended.output()).startsWith("scripts/release: " + why);
    }

    private static Ended usage(String why) {
        return new Ended(
                2,
                "scripts/release: "
                        + why
                        + "\nusage: scripts/release [--check | --dry-run] VERSION\n");
    }

    private Ended release(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("scripts/release"));
        command.addAll(List.of(arguments));
        return run(command);
    }

    private String git(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        Ended ended = run(command);
        assertThat(ended.status()).as(command + ": " + ended.output()).isZero();
        return ended.output();
    }

    private Ended run(List<String> command) throws IOException, InterruptedException {
        ProcessBuilder builder =
                new ProcessBuilder(command)
                        .directory(repository.toFile())
                        .redirectErrorStream(true);
        // No key and no container engine, whatever this machine has; no settings of its user.
        builder.environment().put("GNUPGHOME", folder.resolve("no-keys").toString());
        builder.environment().put("DOCKER_HOST", "tcp://127.0.0.1:1");
        builder.environment().put("GIT_CONFIG_GLOBAL", "/dev/null");
        builder.environment().put("GIT_CONFIG_SYSTEM", "/dev/null");
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), UTF_8);
        assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
        return new Ended(process.exitValue(), output);
    }

    private void commitChangelog(String text) throws IOException, InterruptedException {
        file("CHANGELOG.md", text);
        git("commit", "-qam", "Change the changelog");
    }

    private void script(String name, String text) throws IOException {
        file("scripts/" + name, text);
        assertThat(repository.resolve("scripts").resolve(name).toFile().setExecutable(true))
                .isTrue();
    }

    private void file(String name, String text) throws IOException {
        Path file = repository.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
