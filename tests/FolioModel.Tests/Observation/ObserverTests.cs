namespace FolioModel.Tests.Observation;

/// <summary>Several observers of one machine, without a multiplexer of the embedder's.</summary>
internal sealed class ObserverTests
{
    [Test]
    public void EachObserverSeesEachEventInTheOrderOfAdding()
    {
        Machine machine = new(new MachineOptions { Pages = 256 });
        List<(string Observer, KernelEventKind Kind)> seen = [];
        Recorder first = new("first", seen);
        Recorder second = new("second", seen);
        machine.AddObserver(first);
        machine.AddObserver(second);
        machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel).Put();
        (string Observer, KernelEventKind Kind)[] all = [.. seen];
        Assert.That(all, Is.Not.Empty);
        Assert.That(
            all.Where(static e => e.Observer == "first").Select(static e => e.Kind),
            Is.EqualTo(all.Where(static e => e.Observer == "second").Select(static e => e.Kind)));
        Assert.That(all.Select(static e => e.Observer), Is.EqualTo(all.Select(static (_, i) => i % 2 == 0 ? "first" : "second")));
    }

    [Test]
    public void RemovingOneLeavesTheOthersAndRemovingAllLeavesNone()
    {
        Machine machine = new(new MachineOptions { Pages = 256 });
        List<(string Observer, KernelEventKind Kind)> seen = [];
        Recorder first = new("first", seen);
        Recorder second = new("second", seen);
        Recorder third = new("third", seen);
        machine.AddObserver(first);
        machine.AddObserver(second);
        machine.AddObserver(third);
        Assert.That(machine.RemoveObserver(second), Is.True);
        Assert.That(machine.RemoveObserver(second), Is.False);
        machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel).Put();
        Assert.That(seen.Select(static e => e.Observer).Distinct(), Is.EqualTo(new[] { "first", "third" }));
        machine.RemoveObserver(first);
        machine.RemoveObserver(third);
        Assert.That(machine.Observer, Is.Null);
    }

    [Test]
    public void AnObserverThatIsAddedDuringAnEventBeginsWithTheNext()
    {
        Machine machine = new(new MachineOptions { Pages = 256 });
        List<(string Observer, KernelEventKind Kind)> seen = [];
        Recorder late = new("late", seen);
        machine.AddObserver(new Adder(late));
        Folio folio = machine.Allocator.AllocateFolio(Order.Zero, GfpFlags.Kernel);
        int before = seen.Count;
        folio.Put();
        Assert.That(seen, Has.Count.GreaterThan(before));
        Assert.That(() => machine.AddObserver(late), Throws.InvalidOperationException.With.Message.Contains("already"));
    }

    private sealed class Recorder(string name, List<(string Observer, KernelEventKind Kind)> seen) : IMachineObserver
    {
        public void OnEvent(Machine machine, in KernelEvent kernelEvent) => seen.Add((name, kernelEvent.Kind));
    }

    private sealed class Adder(IMachineObserver added) : IMachineObserver
    {
        private bool _isDone;

        public void OnEvent(Machine machine, in KernelEvent kernelEvent)
        {
            if (!_isDone)
            {
                _isDone = true;
                machine.AddObserver(added);
            }
        }
    }
}
