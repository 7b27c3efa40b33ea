using System.Text;
using FolioModel.Cli.Modules;
using FolioModel.Tests.Documentation;

namespace FolioModel.Tests.Observation;

/// <summary><c>docs/reference/invariants.md</c> is the list in the code.</summary>
public sealed class InvariantsTableTests
{
    /// <summary>Those of every owner that comes with the command: by number, and then those that have none.</summary>
    private static readonly Invariant[] s_all =
        [.. ModuleSet.BuiltIn.Modules.SelectMany(static m => m.Invariants).OrderBy(static i => i.Number ?? int.MaxValue)];

    [Test]
    public void EveryNumberFrom1OnIsThereOnce()
    {
        List<int> numbers = [.. s_all.Select(static i => i.Number).OfType<int>()];
        Assert.That(numbers, Is.EqualTo(Enumerable.Range(1, numbers.Count)));
    }

    [Test]
    public void IdsAreDistinct() => Assert.That(s_all.Select(static i => i.Id), Is.Unique);

    [Test]
    public void TheDocumentSaysWhatTheCodeSays() => Repository.AssertReviewed("docs/reference/invariants.md", Render());

    private static string Render()
    {
        StringBuilder text = new();
        text.Append(
            """
            # Invariants

            Every rule that must hold, by number. `machine.Validate()` returns the rules that do not; an `InvariantMonitor` checks after
            every step what the step touched. The tables are the declarations of the core (`Invariants.Core`) and of the owners
            (`GmemInvariants.All` and so on), and a test keeps the two equal.

            **When**: *always* = at every scheduling point; *at rest* = when no operation is half done; *step* = compares before with after.
            **Who**: *validated* = `Validate` and the monitor look at the state; *thrown* = the operation that would break it refuses with a
            `KernelBugException`; *property* = a property of the suites checks it; *absent* = not checked, with the reason. An owner's
            invariants are validated on machines that have the owner.


            """.ReplaceLineEndings("\n"));
        foreach (IGrouping<string, Invariant> group in s_all.GroupBy(static i => i.Owner == Invariant.Core ? i.Group.ToString() : i.Owner))
        {
            text.Append($"## {group.Key}\n\n| | Name | Statement | Why | The kernel's own check | When | Who | Where "
                + $"|\n|---|---|---|---|---|---|---|---|\n");
            foreach (Invariant i in group)
            {
                text.Append($"| {i.Id} | {i.Name} | {Cell(i.Statement)} | {Cell(i.Reason)} | {Cell(i.KernelCheck ?? "none")} ");
                text.Append($"| {Word(i.Moment)} | {Word(i.Enforcement)} | {Cell(i.Where)} |\n");
            }

            text.Append('\n');
        }

        AppendSummary(text);
        return text.ToString();
    }

    private static void AppendSummary(StringBuilder text)
    {
        text.Append("## How many\n\n| Who | of the core | of owners | together |\n|---|---:|---:|---:|\n");
        foreach (IGrouping<InvariantEnforcement, Invariant> group in s_all.GroupBy(static i => i.Enforcement).OrderBy(static g => g.Key))
        {
            int core = group.Count(static i => i.Owner == Invariant.Core);
            text.Append($"| {Word(group.Key)} | {core} | {group.Count() - core} | {group.Count()} |\n");
        }
    }

    /// <summary>The README's sentence is derived from the catalogue.</summary>
    [Test]
    public void TheReadmeSaysHowManyOfThemValidateChecks()
    {
        int numbered = s_all.Count(static i => i.Number is not null);
        int Count(InvariantEnforcement enforcement) => s_all.Count(i => i.Number is not null && i.Enforcement == enforcement);
        Assert.That(
            File.ReadAllText(Path.Combine(Repository.Root, "README.md")),
            Does.Contain(
                $"Of the [{numbered} numbered invariants](docs/reference/invariants.md) `machine.Validate()` checks "
                + $"{Count(InvariantEnforcement.Validated)}")
                .And.Contain($"{Count(InvariantEnforcement.Thrown)} are thrown by the operation that would break them")
                .And.Contain($"{Count(InvariantEnforcement.Property)} are property tests"));
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static string Word(Enum value) => value.ToString() == "AtRest" ? "at rest" : value.ToString().ToLowerInvariant();
}
