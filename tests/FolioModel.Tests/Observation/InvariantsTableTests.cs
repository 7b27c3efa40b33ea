using System.Text;
using FolioModel.Tests.Documentation;

namespace FolioModel.Tests.Observation;

/// <summary><c>docs/reference/invariants.md</c> is the list in the code.</summary>
public sealed class InvariantsTableTests
{
    [Test]
    public void EveryNumberFrom1To120IsThereOnce() =>
        Assert.That(Invariants.All.Select(static i => i.Number), Is.EqualTo(Enumerable.Range(1, 120)));

    [Test]
    public void NamesAreDistinct() => Assert.That(Invariants.All.Select(static i => i.Name), Is.Unique);

    [Test]
    public void TheDocumentSaysWhatTheCodeSays() => Repository.AssertReviewed("docs/reference/invariants.md", Render());

    private static string Render()
    {
        StringBuilder text = new();
        text.Append(
            """
            # Invariants

            Every rule that must hold, by number. `machine.Validate()` returns what does not; an `InvariantMonitor` checks after every step what
            the step touched. This table is the list in the code (`Invariants.All`), and a test keeps the two equal.

            **When**: *always* = at every scheduling point; *at rest* = when no operation is half done; *step* = compares before with after.
            **Who**: *validated* = `Validate` and the monitor look at the state; *thrown* = the operation that would break it refuses with a
            `KernelBugException`; *property* = a property of the suites checks it; *owner* = the owner's `IInvariantSource` checks it;
            *absent* = not checked, with the reason.


            """.ReplaceLineEndings("\n"));
        foreach (IGrouping<InvariantGroups, Invariant> group in Invariants.All.GroupBy(static i => i.Group))
        {
            text.Append($"## {group.Key}\n\n| | Name | Statement | Why | The kernel's own check | When | Who | Where |\n|---|---|---|---|---|---|---|---|\n");
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
        text.Append("## How many\n\n| Who | Invariants |\n|---|---:|\n");
        foreach (IGrouping<InvariantEnforcement, Invariant> group in Invariants.All.GroupBy(static i => i.Enforcement).OrderBy(static g => g.Key))
        {
            text.Append($"| {Word(group.Key)} | {group.Count()} |\n");
        }
    }

    private static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal);

    private static string Word(Enum value) => value.ToString() == "AtRest" ? "at rest" : value.ToString().ToLowerInvariant();
}
