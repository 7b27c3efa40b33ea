using FolioModel.Cli.Content.Core;
using FolioModel.Cli.Content.Files;
using FolioModel.Cli.Content.Gmem;
using FolioModel.Cli.Content.Hugetlb;
using FolioModel.Cli.Content.Shmem;
using FolioModel.Forking;
using FolioModel.Observation;
using FolioModel.Testing;

namespace FolioModel.Props.Core;

/// <summary>
/// Random programs of every owner are stopped, their machines forked, and both go on: equal now, equal after the same operations, and
/// nothing that one does shows in the other.
/// </summary>
public sealed class ForkProperties
{
    private const int Programs = 12;

    private static IEnumerable<TestCaseData> Subjects()
    {
        yield return Case("core", static () => new CoreSubject());
        yield return Case("files", static () => new FileSubject());
        yield return Case("shmem", static () => new ShmemSubject());
        yield return Case("gmem", static () => new GmemSubject());
        yield return Case("hugetlb", static () => new HugetlbSubject());
    }

    [TestCaseSource(nameof(Subjects))]
    public void TheSameOperationsHaveTheSameEffectInAForkAndNoneOnTheOriginal(Func<MachineSubject> make)
    {
        for (ulong seed = 1; seed <= Programs; seed++)
        {
            using MachineSubject original = make();
            Assert.That(Go(original, seed, 40 + 20 * (int)seed), Is.Null);
            MachineFork fork = original.Machine.Fork(original);
            MachineSubject copy = fork.Of(original);
            MachineSnapshot before = original.Machine.Snapshot();
            AssertEqual(before, copy.Machine.Snapshot(), $"program {seed}: just forked");

            Assert.That(Go(copy, seed + 100, 60), Is.Null, $"program {seed}: the fork goes on");
            AssertEqual(before, original.Machine.Snapshot(), $"program {seed}: what the fork does shows in the original");
            MachineSnapshot ahead = copy.Machine.Snapshot();

            Assert.That(Go(original, seed + 100, 60), Is.Null, $"program {seed}: the original goes on");
            AssertEqual(ahead, original.Machine.Snapshot(), $"program {seed}: the same operations in both");
            AssertEqual(ahead, copy.Machine.Snapshot(), $"program {seed}: what the original does shows in the fork");

            Assert.That(copy.Finish(), Is.Null, $"program {seed}: something is left in the fork");
            Assert.That(original.Finish(), Is.Null, $"program {seed}: something is left in the original");
        }
    }

    private static Finding? Go(MachineSubject subject, ulong seed, int steps) =>
        new ProgramRun(subject, new RunOptions(), null).GenerateUnfinished(new SplitMix(seed), steps, out _);

    private static void AssertEqual(MachineSnapshot expected, MachineSnapshot actual, string when) =>
        Assert.That(MachineSnapshot.Diff(expected, actual), Is.Empty, when);

    private static TestCaseData Case(string name, Func<MachineSubject> make) => new TestCaseData(make).SetArgDisplayNames(name);
}
