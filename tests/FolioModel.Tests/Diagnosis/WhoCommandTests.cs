using System.Text.Json;
using FolioModel.Cli;

namespace FolioModel.Tests.Diagnosis;

/// <summary><c>folio who</c> as a user runs it.</summary>
[TestFixture]
internal sealed class WhoCommandTests
{
    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = FolioCommandLine.Run(["who", .. arguments], output, error);
        return (code, output.ToString(), error.ToString());
    }

    [Test]
    public void APageOfOptionsIsExplainedInTheDocumentedShape()
    {
        (int code, string output, _) = Run(
            "--refcount", "514", "--mapcount", "0", "--order", "9", "--flags", "lru,uptodate", "--mapping", "file", "--json");
        JsonElement page = JsonDocument.Parse(output).RootElement.GetProperty("pages")[0];

        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.Zero);
            Assert.That(page.EnumerateObject().Select(static p => p.Name), Is.EqualTo(new[]
            {
                "refcount", "mapcount", "order", "flags", "expected", "unexplained", "explanations", "contradictions", "refused",
            }));
            Assert.That(page.GetProperty("expected")[0].GetProperty("kind").GetString(), Is.EqualTo("page cache"));
            Assert.That(page.GetProperty("expected")[0].GetProperty("count").GetInt32(), Is.EqualTo(512));
            Assert.That(page.GetProperty("unexplained").GetInt32(), Is.EqualTo(2));
            Assert.That(page.GetProperty("explanations")[0].EnumerateObject().Select(static p => p.Name), Is.EqualTo(new[] { "holders",
                "likelihood", "because" }));
            Assert.That(
                page.GetProperty("explanations").EnumerateArray()
                    .Select(static e => e.GetProperty("holders").EnumerateArray().Sum(static h => h.GetProperty("count").GetInt32())),
                Is.All.EqualTo(2));
            Assert.That(page.GetProperty("refused").EnumerateArray().Select(static r => r.GetProperty("operation").GetString()),
                Is.EqualTo(new[] { "migration", "split", "reclaim" }));
        }
    }

    [Test]
    public void ALargeFolioWaitsInNoBatch() =>
        Assert.That(Run("--refcount", "514", "--order", "9", "--flags", "uptodate", "--mapping", "file").Output,
            Does.Not.Contain("lru_add batch"));

    [Test]
    public void AGuestMemfdFolioWithALeftOverReferenceIsNotConverted()
    {
        (int code, string output, _) = Run("--refcount", "2", "--mapping", "guest_memfd", "--flags", "uptodate,unevictable");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.Zero);
            Assert.That(output, Does.Contain("likely: lru_add batch 1"));
            Assert.That(output,
                Does.Contain("refused: conversion: conversion to private wants the cache's 1 and its own lookup, and 1 more"));
        }
    }

    [Test]
    public void FewerReferencesThanMappingsAreABugAndTheExitCodeSaysSo()
    {
        (int code, string output, _) = Run("--refcount", "2", "--mapcount", "3", "--mapping", "anon", "--flags", "lru");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.EqualTo(1));
            Assert.That(output, Does.Contain("unexplained: -1").And.Contain("1 are missing"));
        }
    }

    [TestCase("--refcount: expected a number, found 'many'", "--refcount", "many")]
    [TestCase("--order: expected a number of 0 to 20, found '99'", "--refcount", "1", "--order", "99")]
    [TestCase("--flags: expected names of page flags such as lru,uptodate,dirty, found 'shiny'", "--refcount", "1", "--flags", "lru,shiny")]
    [TestCase("--mapping: expected one of file, anon, shmem", "--refcount", "1", "--mapping", "tape")]
    [TestCase("--kernel: expected a release such as 6.12, found 'new'", "--refcount", "1", "--kernel", "new")]
    [TestCase("--refcount: expected the count", "--order", "9")]
    [TestCase("--refcount describes one page: expected no FILE beside it", "--refcount", "1", "a.txt")]
    [TestCase("nowhere.txt: no such file", "nowhere.txt")]
    [TestCase(".: expected a file, found a folder", ".")]
    public void BadInputIsNamedInOneLine(string message, params string[] arguments)
    {
        (int code, string output, string error) = Run(arguments);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.EqualTo(2));
            Assert.That(output, Is.Empty);
            Assert.That(error.TrimEnd().Split('\n'), Has.Length.EqualTo(1));
            Assert.That(error, Does.StartWith("folio who: ").And.Contain(message));
        }
    }

    [Test]
    public void SeveralFilesAreSeveralPages()
    {
        (int code, string output, _) = Run(Dumps.PathOf("01-block-device-offline-6.2"), Dumps.PathOf("17-page-pool-put-twice-6.2"),
            "--json");

        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.EqualTo(1));
            Assert.That(JsonDocument.Parse(output).RootElement.GetProperty("pages").GetArrayLength(), Is.EqualTo(2));
        }
    }

    [Test]
    public void AFileNameWithControlCharactersIsWrittenEscaped() =>
        Assert.That(Run("a\u001b[31m\nb").Error, Does.Contain("a\\u001b[31m\\u000ab: no such file"));
}
