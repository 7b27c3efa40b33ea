using FolioModel.Files;
using FolioModel.Rmap;

namespace FolioModel.Tests.Observation;

/// <summary>A machine with a file, on which a task of CPU 1 does something, and the events of it.</summary>
internal sealed class EventScene
{
    private Folio _kept;

    public EventScene(KernelEventGroups groups)
    {
        Machine = new Machine(new MachineOptions { Pages = 1024, Cpus = 2, Ledger = true });
        Worker = Machine.CreateTask("worker", 1);
        File = Machine.CreateAddressSpace(
            new AddressSpaceOptions { Name = "data", Size = 1 << 24, MaxOrder = new Order(4), Operations = new Disk() });
        Machine.AddObserver(new EventList(Events, groups));
    }

    public Machine Machine { get; }

    public KernelTask Worker { get; }

    public AddressSpace File { get; }

    public List<KernelEvent> Events { get; } = [];

    public void Run(Action<EventScene> act)
    {
        using Machine.TaskScope scope = Machine.RunAs(Worker);
        act(this);
    }

    public ulong ShadowAt(ulong page) => File.Pages.Peek(new PageIndex(page)).Value;

    /// <summary>Whether an event is about a page of the file.</summary>
    public bool IsAt(in KernelEvent e, ulong page) => e.File == File && e.Index == new PageIndex(page);

    public Folio Allocate(int order) => Machine.Allocator.AllocateFolio(new Order(order), GfpFlags.HighUserMovable);

    /// <summary>Takes all the memory that there is, and gives it back.</summary>
    public void AllocateAll()
    {
        List<Folio> all = [];
        for (Folio next = Allocate(0); !next.IsNone; next = Allocate(0))
        {
            all.Add(next);
        }

        all.ForEach(static f => f.Put());
    }

    /// <summary>A cached page, unlocked; the reference stays with the task.</summary>
    public Folio Grab(ulong page)
    {
        Folio folio = File.Pages.GrabFolio(new PageIndex(page)).Folio;
        folio.MarkUptodate();
        folio.Unlock();
        return folio;
    }

    public void Read(ulong page)
    {
        Grab(page);
        File.Pages.GetFolio(new PageIndex(page));
    }

    public Folio Listed(ulong page)
    {
        Folio folio = Grab(page);
        Machine.Batches.Drain();
        return folio;
    }

    public Folio Active(ulong page)
    {
        Folio folio = Listed(page);
        folio.Activate();
        Machine.Batches.Drain();
        return folio;
    }

    public void Deactivate(ulong page)
    {
        Active(page).Deactivate();
        Machine.Batches.Drain();
    }

    public void Rotate(ulong page)
    {
        Listed(page).DeactivateFile();
        Machine.Batches.Drain();
    }

    public void Remove(ulong page)
    {
        Listed(page).Put();
        File.InvalidateLock.DownWrite();
        File.Truncate(new ByteOffset(0), new ByteOffset(long.MaxValue));
        File.InvalidateLock.UpWrite();
    }

    public void Reclaim(ulong page)
    {
        Folio folio = Listed(page);
        folio.Isolate();
        folio.Put();
        folio.Reclaim();
    }

    public void SplitLarge()
    {
        _kept = Allocate(4);
        File.Pages.AddFolio(_kept, new PageIndex(16), GfpFlags.Kernel);
        _kept.Split(Order.Zero);
        _kept.Unlock();
    }

    public Folio Dirty(ulong page)
    {
        Folio folio = Listed(page);
        folio.Lock();
        folio.MarkDirty();
        return folio;
    }

    public void WriteOut(ulong page)
    {
        Folio folio = Dirty(page);
        folio.ClearDirtyForIo();
        folio.StartWriteback();
        folio.Unlock();
        folio.EndWriteback();
    }

    public void ReadStream()
    {
        OpenFile open = new FileSystem(Machine).CreateFile("stream", size: 1 << 20).Open();
        open.Read(0, 1 << 18);
    }

    /// <summary>A second task waits for the invalidate lock that the worker holds.</summary>
    public void Contend()
    {
        File.InvalidateLock.DownWrite();
        TaskRun second = Machine.Begin(Machine.CreateTask("second", 0), async () =>
        {
            await File.InvalidateLock.DownReadAsync();
            File.InvalidateLock.UpRead();
        });
        second.Resume();
        second.Resume();
        File.InvalidateLock.UpWrite();
        while (second.CanGoOn)
        {
            second.Resume();
        }
    }

    public ProcessMemory Touch(ulong page)
    {
        Listed(page);
        ProcessMemory process = Machine.CreateProcess("p");
        MappedArea area = process.Map(File, new PageIndex(page), 1, MapOptions.Shared);
        process.Touch(area.First, write: false);
        return process;
    }

    public void Pin(ulong page)
    {
        Folio folio = Listed(page);
        folio.Pin(2);
        folio.Unpin(2);
    }

    public ProcessMemory SwapOut()
    {
        Machine.Swap.SwapOn(512);
        Machine.HasSwap = true;
        ProcessMemory process = Machine.CreateProcess("p");
        MappedArea area = process.MapAnonymous(1);
        process.Touch(area.First, write: true);
        Machine.Batches.Drain();
        process.PageOut(area.First, 1);
        return process;
    }

    private sealed class Disk : AddressSpaceOperations
    {
        public override bool CanWriteback => true;

        public override FileFault Fault(MappedArea area, PageIndex index, bool huge, bool isRetry)
        {
            FolioResult found = area.File!.Pages.LockFolio(index);
            return new FileFault(found.Folio, TouchResult.Done);
        }
    }
}

/// <summary>Keeps the events of some groups.</summary>
internal sealed class EventList(List<KernelEvent> events, KernelEventGroups wanted) : IMachineObserver
{
    public KernelEventGroups Wants => wanted;

    public void OnEvent(Machine machine, in KernelEvent kernelEvent) => events.Add(kernelEvent);
}
