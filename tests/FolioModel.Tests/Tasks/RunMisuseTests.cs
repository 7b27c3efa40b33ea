using FolioModel.Observation;

namespace FolioModel.Tests.Tasks;

/// <summary>Mistakes in the body of a run end it with an error that names them.</summary>
[TestFixture]
internal sealed class RunMisuseTests
{
    private readonly Machine _machine = new(new MachineOptions { Pages = 256 });

    [Test]
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
    public void AnAwaitOfSomethingElseFailsTheRun()
    {
        TaskCompletionSource never = new();
        TaskRun run = _machine.Begin(_machine.CreateTask("stranger", 0), async () => await never.Task.ConfigureAwait(false));
        run.Resume();
        Assert.That(run.State, Is.EqualTo(TaskRunState.Failed));
        Assert.That(run.Error, Is.TypeOf<InvalidOperationException>().With.Message.Contains("no operation of the model"));
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
