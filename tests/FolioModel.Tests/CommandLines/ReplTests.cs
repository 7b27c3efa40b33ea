using FolioModel.Cli.Modules;
using FolioModel.Cli.Repl;
using FolioModel.Observation;
using FolioModel.Show;

namespace FolioModel.Tests.CommandLines;

/// <summary>Sessions: lines run as they are written, a mistake changes nothing, and what is taken back never happened.</summary>
[TestFixture]
internal sealed class ReplTests
{
    private static readonly string[] s_lines =
        ["machine pages=128 cpus=2", "file data order=2", "grab data 0 order=2 as f", "unlock f", "drain all", "find data 1 as g", "put f"];

    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("folio-repl-").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void EachLineShowsCountAndHoldersAfterwards()
    {
        (int code, string output, string error) = Run("file data", "grab data 5 as f", "put f");
        Assert.That((code, error), Is.EqualTo((0, "")));
        Assert.That(output,
            Does.Contain("count 3 = caller (allocation) 1 (boot) + page cache 1 ('data' index 5) + lru_add batch 1 (lru_add, CPU 0)"));
        Assert.That(output, Does.Contain("count 2 = page cache 1 ('data' index 5) + lru_add batch 1 (lru_add, CPU 0)"));
    }

    [Test]
    public void WhatIsTakenBackNeverHappened()
    {
        for (int kept = 0; kept <= s_lines.Length; kept++)
        {
            FolioSession session = FolioSession.Of(s_lines);
            Assert.That(session.Undo(s_lines.Length - kept), Is.EqualTo(s_lines.Length - kept));
            FolioSession fresh = FolioSession.Of(s_lines.Take(kept));
            Assert.That(MachineSnapshot.Diff(fresh.Machine.Snapshot(), session.Machine.Snapshot()), Is.Empty);
            Assert.That(session.Folios.Keys, Is.EqualTo(fresh.Folios.Keys));
            Assert.That(session.ToText(), Is.EqualTo(fresh.ToText()));
        }
    }

    [TestCase("put nobody")]
    [TestCase("lock f", "lock f")]
    [TestCase("split f")]
    [TestCase("grap data 1 as h")]
    [TestCase("machine pages=64")]
    [TestCase("find data 1")]
    public void AMistakeChangesNothing(params string[] wrong)
    {
        FolioSession session = FolioSession.Of(s_lines.SkipLast(1).Concat(wrong.SkipLast(1)));
        MachineSnapshot before = session.Machine.Snapshot();
        string text = session.ToText();
        Assert.That(() => session.Run(wrong[^1]), Throws.InstanceOf<BadFolioScriptException>());
        Assert.That(MachineSnapshot.Diff(before, session.Machine.Snapshot()), Is.Empty);
        Assert.That(session.ToText(), Is.EqualTo(text));
        Assert.That(session.Folios["f"].RefCount, Is.EqualTo(6));
    }

    [Test]
    public void ASavedSessionIsAScenarioFile()
    {
        string path = Path.Combine(_folder, "saved.folio");
        (int code, string output, _) = Run([.. s_lines, "undo", $"save {path}", "history"]);
        Assert.That(code, Is.Zero);
        Assert.That(File.ReadAllLines(path), Is.EqualTo(s_lines.SkipLast(1)));
        Assert.That(output, Does.Contain("taken back: put f").And.Contain("   6  find data 1 as g"));
        Assert.That(() => FolioScript.Parse(File.ReadAllText(path), "saved").Run(), Throws.Nothing);
        (_, string loaded, _) = Run($"load {path}", "show");
        Assert.That(loaded, Does.Contain("6 lines of").And.Contain("count 6 ="));
    }

    [Test]
    public void AMistakeInAPipeIsToldByTheExitCode()
    {
        (int code, string output, string error) = Run("file data", "nonsense", "grab data 5 as f");
        Assert.That(code, Is.EqualTo(2));
        Assert.That(error, Does.Contain("there is no operation 'nonsense'"));
        Assert.That(output, Does.Contain("count 3 ="));
    }

    [Test]
    public void EveryViewSaysSomething()
    {
        string[] views = ["steps", "tree data", "lists", "free", "history", "help", "show"];
        foreach (string view in views)
        {
            Assert.That(Run([.. s_lines, view]).Output.Length, Is.GreaterThan(Run(s_lines).Output.Length + 20), view);
        }

        Assert.That(Run("tree nosuch").Error, Does.Contain("there is no file 'nosuch'"));
    }

    [Test]
    public void APersonGetsAPromptAndNoExitCodeForAMistake()
    {
        using StringWriter output = new();
        using StringReader input = new("nonsense\nquit\n");
        Assert.That(new ReplSession(output, TextWriter.Null, ModuleSet.BuiltIn).Run(input, isTerminal: true), Is.Zero);
        Assert.That(output.ToString().Split("folio> "), Has.Length.EqualTo(3));
    }

    private static (int Code, string Output, string Error) Run(params string[] lines)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        using StringReader input = new(string.Join('\n', lines));
        int code = new ReplSession(output, error, ModuleSet.BuiltIn).Run(input, isTerminal: false);
        return (code, output.ToString(), error.ToString());
    }
}
