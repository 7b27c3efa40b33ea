namespace FolioModel.Tests.Memory;

/// <summary>The one place that changes reference counts: its refusals and its reports.</summary>
[TestFixture]
internal sealed class ReferenceCountTests
{
    private Machine _machine = null!;
    private Folio _folio;

    [SetUp]
    public void SetUp()
    {
        _machine = new Machine(new MachineOptions { Pages = 64 });
        _folio = _machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.HighUserMovable);
    }

    [Test]
    public void APutBelowZeroSaysHowManyThereWere() => Assert.That(
        () => _machine.References.SubtractAndTest(_folio.Frame, 2, HolderKind.Allocation, 0, "some_function"),
        Throws.InstanceOf<KernelBugException>().With.Message.Contains("some_function: 2 reference(s) dropped, but the count is 1"));

    [Test]
    public void AnUnfreezeToZeroIsRefused()
    {
        Assert.That(_folio.Freeze(1), Is.True);
        Assert.That(() => _folio.Unfreeze(0),
            Throws.InstanceOf<KernelBugException>().With.Message.Contains("unfreeze to 0 of a folio whose count is 0"));
    }

    [Test]
    public void AnUnfreezeOfWhatIsNotFrozenIsRefused() =>
        Assert.That(() => _folio.Unfreeze(1),
            Throws.InstanceOf<KernelBugException>().With.Message.Contains("unfreeze to 1 of a folio whose count is 1"));

    [Test]
    public void FreezeAndUnfreezeAreBothReported()
    {
        Recorder recorder = new();
        _machine.Observer = recorder;
        _folio.Freeze(1);
        _folio.Unfreeze(1);
        Assert.That(recorder.Seen, Is.EqualTo(new[] { (KernelEventKind.PageRefFreeze, -1), (KernelEventKind.PageRefUnfreeze, 1) }));
    }

    [Test]
    public void TheCountStopsShortOfOverflow()
    {
        const int Limit = int.MaxValue - 127;
        _machine.References.Add(_folio.Frame, Limit - 2, HolderKind.Allocation, 0, "some_function");
        Assert.That(_folio.Get, Throws.Nothing, "one below the limit");
        Assert.That(_folio.RefCount, Is.EqualTo(Limit));
        Assert.That(_folio.Get, Throws.InstanceOf<KernelBugException>().With.Message.Contains("close to overflow"));
    }

    [Test]
    public void ALivePageIsNotHandedOutAgain() => Assert.That(
        () => _machine.References.SetAllocated(ref _machine.Map[_folio.Frame], _folio.Frame, "some_function"),
        Throws.InstanceOf<KernelBugException>().With.Message.Contains("a freshly allocated page has references"));

    [Test]
    public void ATailWithReferencesCannotBecomeAPart() => Assert.That(
        () => _machine.References.UnfreezePart(_folio.Frame, 1, 1, "some_function"),
        Throws.InstanceOf<KernelBugException>().With.Message.Contains("a tail page has references"));

    private sealed class Recorder : IMachineObserver
    {
        public List<(KernelEventKind Kind, int Delta)> Seen { get; } = [];

        public void OnEvent(Machine machine, in KernelEvent kernelEvent) => Seen.Add((kernelEvent.Kind, kernelEvent.Delta));
    }
}
