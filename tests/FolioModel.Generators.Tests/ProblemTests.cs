namespace FolioModel.Generators.Tests;

/// <summary>What cannot be suspended is an error that says so, at the place in question.</summary>
internal sealed class ProblemTests
{
    [Test]
    public void ATypeThatIsNotPartialIsNamed() =>
        AssertComplaint(
            Generated.From("[Interleaved] public void M() { machine.Point(SchedulingPoint.Put); }", "public class Sample(Machine machine)"),
            "FOLIO001", "'Sample'");

    [TestCase("ref int x")]
    [TestCase("out int x")]
    [TestCase("in int x")]
    [TestCase("System.Span<int> x")]
    public void AParameterThatCannotBeKeptIsNamed(string parameter) =>
        AssertComplaint(Generated.From($"[Interleaved] public void M({parameter}) {{ throw null!; }}"), "FOLIO002", "'x' of 'M'");

    [Test]
    public void AResultByReferenceIsRefused() =>
        AssertComplaint(Generated.From("private int _x; [Interleaved] public ref int M() => ref _x;"), "FOLIO002", "the result");

    [Test]
    public void AReferenceUsedAfterAPointIsNamed() =>
        AssertComplaint(Generated.From("""
            private int _x;
            [Interleaved] public int M()
            {
                ref int kept = ref _x;
                machine.Point(SchedulingPoint.Put);
                return kept;
            }
            """), "FOLIO003", "'kept'");

    [Test]
    public void ASpanUsedAgainInTheNextRoundOfALoopIsNamed() =>
        AssertComplaint(Generated.From("""
            [Interleaved] public int M(int[] numbers)
            {
                System.Span<int> kept = numbers;
                int sum = 0;
                for (int i = 0; i < 3; i++)
                {
                    sum += kept[i];
                    machine.Point(SchedulingPoint.Put);
                }

                return sum;
            }
            """), "FOLIO003", "'kept'");

    [Test]
    public void AReferenceThatIsDoneWithBeforeThePointIsFine()
    {
        Generated generated = Generated.From("""
            private int _x;
            [Interleaved] public int M()
            {
                ref int used = ref _x;
                used++;
                machine.Point(SchedulingPoint.Put);
                return _x;
            }
            """);
        Assert.That(generated.Complaints, Is.Empty);
        Assert.That(generated.Errors, Is.Empty);
    }

    [Test]
    public void AMarkedCallThroughAConditionalAccessIsRefused() =>
        AssertComplaint(Generated.From("[Interleaved] public void M(SpinLock? l) { l?.Acquire(); }"), "FOLIO004", "'Acquire'");

    [Test]
    public void AMarkedCallInsideALambdaIsRefused() =>
        AssertComplaint(
            Generated.From("[Interleaved] public void M(SpinLock l) { System.Action a = () => l.Acquire(); a(); }"), "FOLIO005",
                "'Acquire'");

    [Test]
    public void AMarkedCallInsideALockIsRefused() =>
        AssertComplaint(Generated.From("[Interleaved] public void M(SpinLock l) { lock (this) { l.Acquire(); } }"), "FOLIO006",
            "'Acquire'");

    [TestCase("[Interleaved] public System.Collections.Generic.IEnumerable<int> M() { yield return 1; }", "an iterator")]
    [TestCase("[Interleaved] public async System.Threading.Tasks.Task M() { await System.Threading.Tasks.Task.Yield(); }", "async already")]
    [TestCase("public int P { [Interleaved] get => 1; }", "not an ordinary method")]
    public void WhatCannotHaveATwinIsRefusedWithAReason(string member, string reason) =>
        AssertComplaint(Generated.From(member), "FOLIO007", reason);

    private static void AssertComplaint(Generated generated, string id, string words)
    {
        Assert.That(generated.Complaints.Select(d => d.Id), Has.Some.EqualTo(id), "the generator did not complain");
        Assert.That(generated.Complaints.First(d => d.Id == id).GetMessage(), Does.Contain(words));
        Assert.That(generated.Complaints.First(d => d.Id == id).Location.GetLineSpan().Path, Is.EqualTo("Sample.cs"));
    }
}
