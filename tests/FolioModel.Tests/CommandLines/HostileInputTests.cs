using System.Diagnostics;
using FolioModel.Cli;

namespace FolioModel.Tests.CommandLines;

/// <summary>The command's answer to hostile input and outputs: one line, exit code 2, and no result.</summary>
[TestFixture]
internal sealed partial class HostileInputTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("folio").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [TestCase("--replay: expected the choices", "explore", "--replay", "lookup-recheck/wrong:")]
    [TestCase("--all and a scenario: expected one of them", "explore", "--all", "lookup-recheck")]
    [TestCase("--all and --wrong: expected one of them", "explore", "--all", "--wrong")]
    [TestCase("--all and --replay: expected one of them", "explore", "--all", "--replay", "lookup-recheck:a")]
    [TestCase("--json and --mermaid: expected one of them", "explore", "lookup-recheck", "--json", "--mermaid")]
    [TestCase("--parallel: expected 1 to 256 threads, found '100000'", "explore", "lookup-recheck", "--parallel", "100000")]
    [TestCase("--bound: expected 0 to 2147483647 preemptions, found '99999999999'", "explore", "lookup-recheck", "--bound", "99999999999")]
    [TestCase("--seed: expected 0 to 2147483647, found '-1'", "explore", "lookup-recheck", "--seed", "-1")]
    [TestCase("there is no scenario 'nosuch'; 'folio explore --list'", "explore", "nosuch")]
    [TestCase("did you mean 'lookup-recheck'?", "explore", "lookup-rechek")]
    [TestCase("--order: expected a number, found 'NaN'", "explain", "lookup-hit", "--order", "NaN")]
    [TestCase("--operations: expected a number, found '1e3'", "check", "--operations", "1e3")]
    [TestCase("--seed: expected a number of 0 or more, found '-1'", "check", "--seed", "-1")]
    [TestCase("'bogus' is no verb or option", "bogus")]
    [TestCase("--json and --mermaid: expected one of them", "explain", "gmem-allocate", "--json", "--mermaid")]
    [TestCase("--no-memory and --existing: expected one of them", "explain", "gmem-allocate", "--existing", "--no-memory")]
    [TestCase("there is no scenario ''; 'folio explore --list'", "explore", "")]
    [TestCase("'5' is no class of locks; they are", "explore", "put-unlock", "--without", "5")]
    [TestCase("--no-such: unknown option", "conform", "--no-such", "x")]
    [TestCase("--no-such: unknown option", "who", "--no-such")]
    [TestCase("a\\u001b[31m\\u000ab: no such file", "conform", "a\u001b[31m\nb")]
    public void IsRefusedInOneLine(string message, params string[] arguments)
    {
        (int code, string output, string error) = Run(arguments);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.EqualTo(2));
            Assert.That(output, Is.Empty);
            Assert.That(error.TrimEnd('\n').Split('\n'), Has.Length.EqualTo(1), error);
            Assert.That(error, Does.StartWith("folio").And.Contain(message).And.Not.Contain("System."));
        }
    }

    [TestCase]
    [TestCase("help")]
    [TestCase("--help")]
    [TestCase("-h")]
    public void Without_a_verb_the_command_says_where_to_begin(params string[] arguments)
    {
        (int code, string output, string error) = Run(arguments);
        string[] examples = [.. output.Split('\n').Where(static l => l.StartsWith("  folio ", StringComparison.Ordinal))];

        using (Assert.EnterMultipleScope())
        {
            Assert.That((code, error), Is.EqualTo((0, "")));
            Assert.That(output.Split('\n'), Has.All.Length.LessThanOrEqualTo(122));
            Assert.That(examples, Has.Length.GreaterThan(5));
            Assert.That(output, Does.Contain("Exit code of every verb"));
        }
    }

    [Test]
    public void Every_example_of_the_front_page_runs()
    {
        foreach (string line in Run().Output.Split('\n').Where(static l => l.StartsWith("  folio ", StringComparison.Ordinal)))
        {
            // What the command does stands behind three spaces.
            string[] words = line.Trim().Split("   ")[0].Split(' ')[1..];
            if (words[0] is "repl" or "check" or "explore")
            {
                continue;
            }

            int at = Array.IndexOf(words, "-o");
            if (at >= 0)
            {
                words[at + 1] = Path.Combine(_folder, words[at + 1]);
            }

            Assert.That(Run(words).Error, Is.Empty, line);
        }
    }

    [TestCase("explain")]
    [TestCase("explore")]
    [TestCase("show")]
    [TestCase("who")]
    [TestCase("campaign")]
    public void Help_keeps_to_a_width_that_can_be_read(string verb)
    {
        (int code, string output, _) = Run("help", verb);
        Assert.That(code, Is.Zero);
        Assert.That(output.Split('\n'), Has.All.Length.LessThanOrEqualTo(160));
    }

    [TestCase("explain gmem-allocate")]
    [TestCase("show gmem-allocate")]
    [TestCase("quiz counts")]
    [TestCase("who --refcount 3")]
    [TestCase("check --operations 1000")]
    [TestCase("--help")]
    [Platform("Linux")]
    public void On_a_full_disk_the_process_says_so_in_one_line(string arguments)
    {
        (int code, string error) = Shell($"{arguments} > /dev/full");
        Assert.That((code, error), Is.EqualTo((2, "folio: the output cannot be written: No space left on device\n")));
    }

    [Test]
    [Platform("Linux")]
    public void Numbers_look_the_same_in_a_language_with_decimal_commas()
    {
        string trace = Path.Combine(TestContext.CurrentContext.TestDirectory, "Recordings", "traces", "page_ref_6.12.txt.gz");
        Assert.That(Shell($"import {trace} 1>&2", "LC_ALL=de_DE.UTF-8 ").Error, Does.Contain("9,711 of 9,713").And.Contain("(99.98 %)"));
    }

    [Test]
    public void AMergeWithoutAShardSaysWhichIsMissing()
    {
        string path = Path.Combine(_folder, "1.json");
        File.WriteAllText(path, Run("check", "--operations", "2000", "--shard", "1/2", "--json").Output);

        (int code, string output, string error) = Run("check", "--merge", path);

        Assert.That((code, output), Is.EqualTo((2, "")), "a part of a campaign is no result");
        Assert.That(error, Does.Contain("shard 2/2 is missing"));
    }

    [Test]
    public void AMergeOfSomethingElseNamesWhatWasExpected()
    {
        string path = Path.Combine(_folder, "other.json");
        File.WriteAllText(path, """{"a":1}""");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(Run("check", "--merge", path).Error,
                Does.Contain("expected a result of folio check --json").And.Not.Contain("CheckResult"));
            Assert.That(Run("check", "--merge", _folder).Error, Does.Contain("expected a file, found a folder"));
        }
    }

    [Test]
    public void AnOutputThatCannotBeWrittenIsToldApartFromOneThatNeedNot()
    {
        using GuardedWriter essential = new(new FullWriter(), isEssential: true);
        using GuardedWriter progress = new(new FullWriter(), isEssential: false);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => essential.WriteLine("x"),
                Throws.TypeOf<UnwritableOutputException>().With.Message.Contains("the disk is full"));
            Assert.That(() => progress.WriteLine("x"), Throws.Nothing);
        }
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = FolioCommandLine.Run(arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }

    private static string Command => $"dotnet {Path.Combine(TestContext.CurrentContext.TestDirectory, "folio.dll")}";

    /// <summary>Runs the command as a process of its own.</summary>
    private static (int Code, string Error) Shell(string arguments, string environment = "")
    {
        using Process shell = Process.Start(new ProcessStartInfo("/bin/sh", ["-c", $"{environment}{Command} {arguments}"])
        {
            UseShellExecute = false,
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        })!;
        string error = shell.StandardError.ReadToEnd();
        shell.WaitForExit();
        return (shell.ExitCode, error);
    }

    /// <summary>A stream on a full disk.</summary>
    private sealed class FullWriter : TextWriter
    {
        public override System.Text.Encoding Encoding => System.Text.Encoding.UTF8;

        public override void Write(char value) => throw new IOException("the disk is full");

        public override void Write(string? value) => throw new IOException("the disk is full");
    }
}
