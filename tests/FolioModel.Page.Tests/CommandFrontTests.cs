using System.Diagnostics;
using System.Text.Json.Nodes;
using FolioModel.Cli;

namespace FolioModel.Page.Tests;

/// <summary>The command's front: its first page, help, suggestions, lists and what a shell completes.</summary>
[TestFixture]
internal sealed class CommandFrontTests
{
    private const int Columns = 80;

    private static readonly string[] s_verbs =
    [
        "explain", "show", "quiz", "grade", "repl", "explore", "conform", "check", "campaign", "silo", "replay", "who", "import",
        "completion",
    ];

    [Test]
    public void The_command_alone_and_help_print_the_same_page_of_80_columns_that_names_every_verb()
    {
        FolioRun alone = FolioRun.Of();
        Assert.That((alone.Code, alone.Error), Is.EqualTo((ExitCode.Holds, "")));
        Assert.That(FolioRun.Of("help"), Is.EqualTo(alone));
        Assert.That(FolioRun.Of("--help"), Is.EqualTo(alone));
        Assert.That(alone.Lines.Where(static l => l.Length > Columns), Is.Empty);
        Assert.That(s_verbs.Where(v => !alone.Lines.Any(l => l.StartsWith($"  {v} ", StringComparison.Ordinal))), Is.Empty);
    }

    [TestCaseSource(nameof(s_verbs))]
    public void Help_of_a_verb_keeps_to_80_columns_and_shows_how_it_is_used(string verb)
    {
        FolioRun help = FolioRun.Of("help", verb);
        Assert.That((help.Code, help.Error), Is.EqualTo((ExitCode.Holds, "")));
        Assert.That(help.Lines.Where(static l => l.Length > Columns), Is.Empty);
        Assert.That(help.Output, Does.Contain(verb == "silo" ? "folio-silo" : $"folio {verb}"));
    }

    [TestCase("explain", "--list")]
    [TestCase("explore", "--list")]
    [TestCase("show", "--list")]
    [TestCase("quiz", "--list")]
    [TestCase("check", "--list")]
    public void A_list_has_80_columns_and_the_same_names_as_JSON(string verb, string list)
    {
        FolioRun text = FolioRun.Of(verb, list);
        string[] names = [.. JsonNode.Parse(FolioRun.Of(verb, list, "--json").Output)!.AsArray().Select(static e => (string)e!["name"]!)];
        Assert.That(names, Is.Not.Empty.And.Unique);

        // The pairs of the lock matrix, more than 300, are told in a sentence.
        Assert.That(names.Where(n => !n.Contains('+') && !text.Output.Contains(n, StringComparison.Ordinal)), Is.Empty);
        Assert.That(text.Lines.Where(static l => l.Length > Columns), Is.Empty);
    }

    [TestCase("did you mean 'gmem-allocate'?", "explain", "gmem-alocate")]
    [TestCase("did you mean 'gmem-allocate'?", "explain", "GMEM-ALLOCATE")]
    [TestCase("did you mean 'gmem-allocate' or 'gmem-punch-hole' or 'gmem-convert'?", "explain", "gmem")]
    [TestCase("did you mean 'split-lookup'?", "explore", "split-lokup")]
    [TestCase("did you mean 'FolioLock'?", "explore", "put-unlock", "--without", "FoliLock")]
    [TestCase("did you mean 'core'?", "check", "--subject", "cor")]
    [TestCase("did you mean 'two-lrus'?", "show", "two-lru")]
    [TestCase("did you mean 'counts'?", "quiz", "conts")]
    public void A_name_that_is_nearly_right_is_answered_with_the_right_one(string question, params string[] arguments)
    {
        FolioRun run = FolioRun.Of(arguments);
        Assert.That((run.Code, run.Output), Is.EqualTo((ExitCode.BadInput, "")));
        Assert.That(run.Error, Does.Contain(question));
    }

    [TestCase("explain gm", "gmem-allocate gmem-convert gmem-punch-hole")]
    [TestCase("explain 04-x", "04-xarray")]
    [TestCase("explore split-l", "split-lookup")]
    [TestCase("show two-lr", "two-lrus")]
    [TestCase("quiz cou", "counts")]
    [TestCase("check --subject core-s", "core-small")]
    [TestCase("explore hole-fill --without Inv", "InvalidateLock")]
    [TestCase("expl", "explain explore")]
    public void The_names_of_scenarios_are_completed(string typed, string completed) => Assert.That(
        FolioRun.Of($"[suggest:{typed.Length}]", typed).Lines.Where(l => l.StartsWith(typed.Split(' ')[^1], StringComparison.Ordinal)),
        Is.EqualTo(completed.Split(' ')));

    [Test]
    public async Task Bash_completes_a_name_by_the_lines_that_the_command_prints()
    {
        if (!File.Exists("/bin/bash"))
        {
            Assert.Ignore("there is no bash");
        }

        string folio = Path.Combine(AppContext.BaseDirectory, "folio.dll");
        string script = $$"""
            folio() { dotnet '{{folio}}' "$@"; }
            {{FolioRun.Of("completion", "bash").Output}}
            COMP_LINE='folio explain gmem-c'; COMP_POINT=${#COMP_LINE}; COMP_WORDS=(folio explain gmem-c); COMP_CWORD=2
            _folio; echo "${COMPREPLY[@]}"
            """;
        ProcessStartInfo start = new("/bin/bash", ["-c", script]) { UseShellExecute = false, RedirectStandardOutput = true };
        using Process bash = Process.Start(start)!;
        Assert.That((await bash.StandardOutput.ReadToEndAsync()).Trim(), Is.EqualTo("gmem-convert"));
        await bash.WaitForExitAsync();
    }

    [Test]
    public void Only_the_rows_that_change_a_holder_are_printed_when_asked_for()
    {
        FolioRun all = FolioRun.Of("explain", "gmem-allocate");
        FolioRun changes = FolioRun.Of("explain", "gmem-allocate", "--changes");
        Assert.That(all.Output, Does.Contain("unlocked; the count does not change"));
        Assert.That(changes.Output, Does.Not.Contain("unlocked; the count does not change").And.Contain("-1 caller (allocation)"));
        Assert.That(FolioRun.Of("explain", "gmem-allocate", "--changes", "--json").Code, Is.EqualTo(ExitCode.BadInput));
    }
}
