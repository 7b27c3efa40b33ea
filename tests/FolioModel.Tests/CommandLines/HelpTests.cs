using FolioModel.Cli;

namespace FolioModel.Tests.CommandLines;

/// <summary>The command's front page and help: where to begin, in lines of a readable width.</summary>
[TestFixture]
internal sealed class HelpTests
{
    private string _folder = "";

    [SetUp]
    public void MakeFolder() => _folder = Directory.CreateTempSubdirectory("folio").FullName;

    [TearDown]
    public void RemoveFolder() => Directory.Delete(_folder, recursive: true);

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

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = FolioCommandLine.Run(arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
