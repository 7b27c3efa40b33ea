using System.Diagnostics.CodeAnalysis;
using FolioModel.Observation;

namespace FolioModel.Tests.Tasks;

/// <summary>Mistakes in the body of a run end it with an error that names them.</summary>
[TestFixture]
internal sealed class RunMisuseTests
{
    private readonly Machine _machine = new(new MachineOptions { Pages = 256 });

    [Test]
    [SuppressMessage("Interleaving", "FOLIO013", Justification = "where the compiler is not asked, the run finds it")]
    public void ASuspendedFormThatIsNotAwaitedFailsTheRun()
    {
        AddressSpace file = _machine.CreateAddressSpace();
        TaskRun run = _machine.Begin(_machine.CreateTask("forgetful", 0), () =>
        {
            _ = file.Pages.GrabFolioAsync(PageIndex.Zero);
            return default;
        });
        while (run.CanGoOn)
        {
            run.Resume();
        }

        Assert.That(run.State, Is.EqualTo(TaskRunState.Failed));
        Assert.That(run.Error, Is.TypeOf<InvalidOperationException>().With.Message.Contains("not awaited"));
    }

    [Test]
    [SuppressMessage("Interleaving", "FOLIO014", Justification = "where the compiler is not asked, the run finds it")]
    public void AnAwaitOfSomethingElseFailsTheRun()
    {
        TaskCompletionSource never = new();
        TaskRun run = _machine.Begin(_machine.CreateTask("stranger", 0), async () => await never.Task.ConfigureAwait(false));
        run.Resume();
        Assert.That(run.State, Is.EqualTo(TaskRunState.Failed));
        Assert.That(run.Error, Is.TypeOf<InvalidOperationException>().With.Message.Contains("no operation of the model"));
    }

    [Test]
    public void ARunningTaskCannotHandItsMachineOver()
    {
        TaskRun run = _machine.Begin(_machine.CreateTask("worker", 0), () =>
        {
            _machine.HandOver();
            return default;
        });
        run.Resume();
        Assert.That(run.State, Is.EqualTo(TaskRunState.Failed));
        Assert.That(run.Error, Is.InstanceOf<InvalidOperationException>().With.Message.Contains("worker"));
        Assert.That(_machine.HandOver, Throws.Nothing, "between steps it may");
    }

    [Test]
    public void TwoSnapshotsOfTheSameStateAreEqual()
    {
        Assert.That(_machine.Snapshot() == _machine.Snapshot(), Is.True);
        MachineSnapshot before = _machine.Snapshot();
        _machine.CreateAddressSpace().Pages.GrabFolio(PageIndex.Zero);
        Assert.That(_machine.Snapshot() == before, Is.False);
    }
}
