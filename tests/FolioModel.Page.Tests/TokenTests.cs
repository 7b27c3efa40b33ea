using System.Text.Json.Nodes;
using FolioModel.Cli;
using FolioModel.Cli.Modules;

namespace FolioModel.Page.Tests;

/// <summary>Interleavings as pages, by their tokens; and scenario files with owners' verbs in every interleaving.</summary>
[TestFixture]
internal sealed class TokenTests
{
    [Test]
    public void AnInterleavingIsShownByItsToken()
    {
        string token = (string)JsonNode.Parse(Run("explore", "split-lookup", "--wrong", "--json").Output)!["token"]!;
        (int code, string json, string error) = Run("show", "--replay", token, "--trace");
        Assert.That((code, error), Is.EqualTo((0, "")));
        FolioTrace shown = FolioTrace.Read(json);
        Assert.That(shown.Head.Name, Is.EqualTo("split-lookup/wrong"));
        Assert.That(shown.Head.Remarks, Has.Some.Contains(token));
        Assert.That(shown.Graphs, Has.Count.EqualTo(1));
        Assert.That(shown.ToJson(), Is.EqualTo(json));
        Assert.That(Run("show", "--replay", token, "--trace").Output, Is.EqualTo(json));
    }

    [TestCase("split-lookup/wrong:zz")]
    [TestCase("nosuch:a2b3")]
    [TestCase("a2b3")]
    public void WhatIsNoTokenIsRefused(string token)
    {
        (int code, string output, string error) = Run("show", "--replay", token);
        Assert.That((code, output), Is.EqualTo((2, "")));
        Assert.That(error, Does.StartWith("folio show: "));
    }

    [Test]
    public void OwnersVerbsAreInterleaved()
    {
        ExplorationProgram program = FolioScript.Parse(
            "guest mem\na: fallocate mem 0 1\nb: convert mem 0 1 drain", "guests", ModuleSet.BuiltIn.ScriptVerbs).ToProgram();
        ExplorationResult result = Explorer.Explore(program);
        Assert.That(result.Verdict, Is.EqualTo(Verdict.Exhaustive));
        Assert.That(result.Executions, Is.GreaterThan(1));
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = FolioCommandLine.Run(arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
