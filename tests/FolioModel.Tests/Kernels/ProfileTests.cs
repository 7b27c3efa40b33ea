using FolioModel.Cli;
using FolioModel.Cli.Modules;
using FolioModel.Testing;

namespace FolioModel.Tests.Kernels;

/// <summary>Profiles are found by name or release, and every scenario runs on each.</summary>
[TestFixture]
internal sealed class ProfileTests
{
    private static readonly string[] s_names = [.. KernelProfile.All.Select(static p => p.Name)];

    [TestCase("6.12", "6.12")]
    [TestCase("6.12.117", "6.12")]
    [TestCase("6.13", "6.12")]
    [TestCase("6.18.44", "6.18")]
    [TestCase("7.2", "7.2")]
    [TestCase("dead-folio-drain", "dead-folio-drain")]
    [TestCase("6.11", null)]
    [TestCase("7.3", null)]
    [TestCase("six", null)]
    [TestCase("", null)]
    public void A_release_stands_for_the_newest_profile_that_is_not_newer(string name, string? found) =>
        Assert.That(KernelProfile.Find(name)?.Name, Is.EqualTo(found));

    [Test]
    public void Only_proposals_say_that_they_are_one() =>
        Assert.That(KernelProfile.All.Where(static p => p.Proposal is not null).Select(static p => p.Name),
            Is.EqualTo(new[] { "dead-folio-drain" }));

    [TestCaseSource(nameof(s_names))]
    public void Every_scenario_that_takes_a_profile_runs_on_it_and_its_sums_close(string name)
    {
        foreach (Scenario scenario in ModuleSet.BuiltIn.Scenarios.Where(static s => s.Options.Any(static o => o.Name == "profile")))
        {
            Explanation explanation = scenario.Run(new ExplainRequest { Profile = name });
            Assert.That(explanation.Profile, Is.EqualTo(name).Or.EqualTo("v11"), scenario.Name);
            foreach (ExplanationStep step in explanation.Steps)
            {
                Assert.That(step.IsFrozen ? 0 : step.Holders.Sum(static h => h.Count), Is.EqualTo(step.Count),
                    $"{scenario.Name}, step {step.Index}, {step.Function}");
            }
        }
    }

    [TestCase("explore", "split-lookup", "--profile", "6.11")]
    [TestCase("explain", "lookup-hit", "--profile", "6.11")]
    [TestCase("explain", "gmem-allocate", "--profile", "nosuch")]
    public void An_unknown_profile_is_refused_with_the_names_of_all(params string[] arguments)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int code = FolioCommandLine.Run(arguments, output, error);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(code, Is.EqualTo(2));
            Assert.That(error.ToString(), Does.Contain("6.12, 6.14, 6.15, 6.16, 6.17, 6.18, 6.19, 7.0, 7.1, 7.2, dead-folio-drain")
                .Or.Contain("conversion-v8"));
        }
    }
}
