using System.Text.Json;
using FolioModel.Cli.Modules;
using FolioModel.Testing;

namespace FolioModel.Tests.Explain;

/// <summary>The command as a user meets it: output, exit codes, refusals.</summary>
[TestFixture]
internal sealed class ExplainCommandTests
{
    [Test]
    public void JsonHasTheDocumentedShape()
    {
        CommandLine run = CommandLine.Run("explain", "gmem-allocate", "--json");
        Assert.That(run.ExitCode, Is.Zero, run.Error);
        using JsonDocument document = JsonDocument.Parse(run.Output);
        JsonElement root = document.RootElement;
        JsonElement step = root.GetProperty("steps")[0];
        JsonElement holder = step.GetProperty("holders")[0];
        Assert.Multiple(() =>
        {
            Assert.That(root.GetProperty("scenario").GetString(), Is.EqualTo("gmem-allocate"));
            Assert.That(root.GetProperty("profile").GetString(), Is.EqualTo("6.12"));
            Assert.That(root.GetProperty("order").GetInt32(), Is.Zero);
            Assert.That(root.GetProperty("answer").GetString(), Does.Contain("folio_put()"));
            Assert.That(step.GetProperty("index").GetInt32(), Is.Zero);
            Assert.That(step.GetProperty("delta").GetInt32(), Is.EqualTo(1));
            Assert.That(step.GetProperty("takes").GetString(), Is.EqualTo("caller (allocation) 1"));
            Assert.That(holder.GetProperty("kind").GetString(), Is.EqualTo("caller (allocation)"));
            Assert.That(holder.GetProperty("class").GetString(), Is.EqualTo("temporary"));
            Assert.That(holder.GetProperty("count").GetInt32(), Is.EqualTo(1));
            Assert.That(holder.GetProperty("detail").GetString(), Does.Contain("kvm_gmem_allocate"));
        });
    }

    [Test]
    public void TextNamesTheAnswerAndHasNoEscapeCodesInAPipe()
    {
        CommandLine run = CommandLine.Run("explain", "gmem-allocate");
        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.Zero, run.Error);
            Assert.That(run.Output, Does.Contain("Answer:"));
            Assert.That(run.Output, Does.Not.Contain("\u001b["));
        });
    }

    [TestCase("explain")]
    [TestCase("explain", "nope")]
    [TestCase("explain", "gmem-allocate", "--order", "3")]
    [TestCase("explain", "gmem-allocate", "--order", "many")]
    [TestCase("explain", "gmem-allocate", "--profile", "5.4")]
    [TestCase("explain", "leak", "--signal")]
    [TestCase("explain", "gmem-allocate", "--bogus")]
    [TestCase("nonsense")]
    public void WrongUsageIsRefusedWithExitCodeTwoAndNothingOnTheOutput(params string[] arguments)
    {
        CommandLine run = CommandLine.Run(arguments);
        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.EqualTo(2));
            Assert.That(run.Output, Is.Empty);
            Assert.That(run.Error, Does.StartWith("folio"));
        });
    }

    [Test]
    public void TheListNamesEveryScenario()
    {
        CommandLine run = CommandLine.Run("explain", "--list");
        Assert.Multiple(() =>
        {
            Assert.That(run.ExitCode, Is.Zero);
            foreach (Scenario scenario in ModuleSet.BuiltIn.Scenarios)
            {
                Assert.That(run.Output, Does.Contain(scenario.Name));
            }
        });
    }
}
