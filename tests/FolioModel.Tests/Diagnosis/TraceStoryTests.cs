using System.Text.Json.Nodes;
using FolioModel.Cli;
using FolioModel.Show;

namespace FolioModel.Tests.Diagnosis;

/// <summary><c>folio import TRACE -o trace.json</c>: the trace of a real kernel as a story that <c>folio show</c> draws.</summary>
[TestFixture]
internal sealed class TraceStoryTests
{
    private string _folder = null!;

    private static string Recorded =>
        Path.Combine(TestContext.CurrentContext.TestDirectory, "Recordings", "traces", "page_ref_6.12.txt.gz");

    private string Written => Path.Combine(_folder, "trace.json");

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("folio-story").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public void The_leaks_of_a_recorded_kernel_are_the_end_of_the_story()
    {
        Assert.That(Run("import", Recorded, "-o", Written).Code, Is.EqualTo(1), "something is lost");
        FolioTrace story = FolioTrace.Read(File.ReadAllText(Written));
        JsonObject folios = (JsonObject)story.StateAt(story.Steps.Count - 1)["folios"]!;
        string[] holders =
        [
            .. folios.SelectMany(static f => (JsonArray)f.Value!["holders"]!).Select(static h => $"{h!["kind"]}: {h["detail"]}"),
        ];
        using (Assert.EnterMultipleScope())
        {
            Assert.That(holders, Has.Some.StartsWith("caller (lookup):"));
            Assert.That(holders, Has.Some.StartsWith("GUP get:").And.Some.StartsWith("GUP pin:"));
            Assert.That(
                story.Head.Answer,
                Does.Contain("demo_cache_lookup()").And.Contain("demo_gup_error()"));
            Assert.That(story.Head.Answer, Does.Contain("demo_dma_pin()"));
        }
    }

    [Test]
    public void At_each_step_the_holders_are_the_count()
    {
        Run("import", Recorded, "-o", Written);
        FolioTrace story = FolioTrace.Read(File.ReadAllText(Written));
        Assert.That(story.Steps, Has.Count.GreaterThan(20));
        for (int step = 0; step < story.Steps.Count; step++)
        {
            foreach ((string pfn, JsonNode? folio) in (JsonObject)story.StateAt(step)["folios"]!)
            {
                Assert.That(((JsonArray)folio!["holders"]!).Sum(static h => (int)h!["count"]!), Is.EqualTo((int)folio["count"]!),
                    $"step {step}, {pfn}");
            }
        }
    }

    [Test]
    public void Show_makes_a_page_of_it()
    {
        Run("import", Recorded, "-o", Written);
        string page = Path.Combine(_folder, "page.html");
        using (Assert.EnterMultipleScope())
        {
            Assert.That(Run("show", Written, "-o", page).Code, Is.Zero);
            Assert.That(File.ReadAllText(page), Does.StartWith("<!").And.Contain("folio"));
        }
    }

    [Test]
    public void The_pages_can_be_chosen_and_a_page_that_is_not_there_is_refused()
    {
        using (Assert.EnterMultipleScope())
        {
            (int code, _, string error) = Run("import", Recorded, "-o", Written, "--page", "0x7ffffff");
            Assert.That(code, Is.EqualTo(2));
            Assert.That(error, Does.StartWith("folio import: --page: the trace has no change of page 0x7ffffff"));
            Assert.That(File.Exists(Written), Is.False);
            Assert.That(Run("import", Recorded, "-o", Path.Combine(_folder, "no", "such", "folder.json")).Code, Is.EqualTo(2));
        }
    }

    private static (int Code, string Output, string Error) Run(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = FolioCommandLine.Run(arguments, output, error);
        return (code, output.ToString(), error.ToString());
    }
}
