using FolioModel.Shmem;

namespace FolioModel.Props.Shmem;

/// <summary>Runs random steps on a shmem file, checks the invariants after each, and gives everything back at the end.</summary>
internal sealed class ShmemProgram
{
    private const int FilePages = 1024;
    private const int SwapPages = 1024;

    private readonly Machine _machine = new(new MachineOptions { Pages = 1 << 13, Ledger = true, LockChecking = true });
    private readonly ShmemMount _mount;
    private readonly ShmemFile _file;
    private readonly ProcessMemory _process;
    private readonly List<Folio> _held = [];
    private readonly List<Folio> _pinned = [];
    private readonly HashSet<Pfn> _failed = [];
    private ProcessMemory? _child;
    private SwapArea _swap;

    public ShmemProgram(bool huge, int roomInPages)
    {
        _swap = _machine.Swap.SwapOn(SwapPages);
        _mount = new ShmemMount(_machine, new ShmemMountOptions { MaxPages = roomInPages });
        _file = _mount.CreateFile(new ShmemOptions
        {
            Size = FilePages * (long)PageSize.Bytes,
            HugePages = huge ? HugePagePolicy.Always : HugePagePolicy.Never,
        });
        _process = _machine.CreateProcess("program");
    }

    public void Run(IEnumerable<ShmemStep> steps)
    {
        foreach (ShmemStep step in steps)
        {
            Do(step);
            NoteFailures();
            ShmemInvariants.Check(_machine, _file, _swap, step.ToString());
        }

        GiveBack();
    }

    private void Do(ShmemStep step)
    {
        long offset = (step.Page * (long)PageSize.Bytes) + (step.Length % 3 * 100);
        PageIndex index = new((ulong)step.Page);
        switch (step.Kind)
        {
            case ShmemStepKind.Fallocate:
                Reserve(offset, 1 + step.Length);
                break;
            case ShmemStepKind.Punch:
                _file.Fallocate(FallocateMode.PunchHole | FallocateMode.KeepSize, offset, 1 + step.Length);
                break;
            case ShmemStepKind.Write:
                _file.Write(offset, step.Length);
                break;
            case ShmemStepKind.Read:
                _file.Read(offset, step.Length);
                break;
            case ShmemStepKind.Get:
                Get(index, (ShmemGetMode)(step.Length % 5));
                break;
            case ShmemStepKind.Truncate:
                _file.SetSize(offset);
                _file.SetSize(FilePages * (long)PageSize.Bytes);
                break;
            case ShmemStepKind.SwapOut:
                SwapOut(index);
                break;
            case ShmemStepKind.SwapOff:
                if (_machine.Swap.SwapOff(_swap) == Errno.None)
                {
                    _swap = _machine.Swap.SwapOn(SwapPages);
                }

                break;
            case ShmemStepKind.Invalidate:
                _file.Mapping.Invalidate(index, new PageIndex(index.Value + (ulong)(step.Length % 40)));
                break;
            case ShmemStepKind.Drain:
                _machine.Batches.DrainAll();
                break;
            default:
                DoAsProcess(step);
                break;
        }
    }

    private void DoAsProcess(ShmemStep step)
    {
        switch (step.Kind)
        {
            case ShmemStepKind.Map:
                _process.Map(_file.Mapping, new PageIndex((ulong)step.Page), 1 + (step.Length % FilePages), MapOptions.Shared | MapOptions.Writable);
                break;
            case ShmemStepKind.Hold when _file.Mapping.Peek(new PageIndex((ulong)step.Page)) is { IsFolio: true } entry:
                entry.Folio.Get();
                _held.Add(entry.Folio);
                break;
            case ShmemStepKind.LetGo when _held.Count > 0:
                Take(_held, step.Length).Put();
                break;
            case ShmemStepKind.Unpin when _pinned.Count > 0:
                Take(_pinned, step.Length).Unpin();
                break;
            case ShmemStepKind.MapPrivately:
                _process.Map(_file.Mapping, new PageIndex((ulong)step.Page), 1 + (step.Length % FilePages), MapOptions.Writable);
                break;
            case ShmemStepKind.Fork when _child is null:
                _child = _process.Fork("child");
                break;
            case ShmemStepKind.TouchAsChild when _child is { Areas.Count: > 0 } child:
                MappedArea copy = child.Areas[step.Length % child.Areas.Count];
                child.Touch(copy.First + (step.Page % copy.Pages), write: (step.Length & 2) != 0);
                break;
            case ShmemStepKind.ChildExits:
                _child?.Exit();
                _child = null;
                break;
            case ShmemStepKind.Split or ShmemStepKind.Migrate or ShmemStepKind.FailFrame
                when _file.Mapping.Peek(new PageIndex((ulong)step.Page)) is { IsFolio: true } cached:
                Disturb(step, cached.Folio);
                break;
            case ShmemStepKind.Unpoison:
                _failed.RemoveWhere(frame => _machine.Unpoison(frame) == Errno.None);
                break;
            case ShmemStepKind.Touch or ShmemStepKind.PageOut or ShmemStepKind.Pin or ShmemStepKind.Unmap or ShmemStepKind.Discard
                or ShmemStepKind.Populate or ShmemStepKind.Lock or ShmemStepKind.Unlock or ShmemStepKind.FailMemory or ShmemStepKind.SoftOffline
                when _process.Areas.Count > 0:
                UseArea(step, _process.Areas[step.Length % _process.Areas.Count]);
                break;
        }
    }

    private void UseArea(ShmemStep step, MappedArea area)
    {
        VirtualPage page = area.First + (step.Page % area.Pages);
        switch (step.Kind)
        {
            case ShmemStepKind.Touch:
                _process.Touch(page, write: (step.Length & 1) != 0);
                break;
            case ShmemStepKind.PageOut:
                _process.PageOut(page, 1 + (step.Length % 600));
                break;
            case ShmemStepKind.Unmap:
                _process.Unmap(page, 1 + (step.Length % area.Pages));
                break;
            case ShmemStepKind.Discard:
                _process.Discard(page, 1 + (step.Length % area.Pages));
                break;
            case ShmemStepKind.Populate:
                _process.Populate(page, 1 + (step.Length % Math.Min(8, (long)(area.End.Value - page.Value))), write: (step.Length & 1) != 0);
                break;
            case ShmemStepKind.Lock:
                _process.Lock(page, 1 + (step.Length % Math.Min(8, (long)(area.End.Value - page.Value))));
                break;
            case ShmemStepKind.Unlock:
                _process.Unlock(page, (long)(area.End.Value - page.Value));
                break;
            case ShmemStepKind.FailMemory when step.Length % 4 == 0:
                _process.FailMemory(page, 1);
                break;
            case ShmemStepKind.SoftOffline when step.Length % 4 == 0:
                _process.SoftOffline(page, 1 + (step.Length % 2));
                break;
            case ShmemStepKind.FailMemory or ShmemStepKind.SoftOffline:
                break;
            default:
                _pinned.AddRange(_process.Pin(page, 1 + (step.Length % 3), write: true));
                break;
        }
    }

    private void Disturb(ShmemStep step, Folio folio)
    {
        switch (step.Kind)
        {
            case ShmemStepKind.Split when folio.Order > Order.Zero:
                folio.Get();
                folio.Lock();
                folio.Split(Order.Zero);
                folio.Unlock();
                folio.Put();
                break;
            case ShmemStepKind.Migrate when folio.Isolate():
                if (!folio.Migrate().IsOk)
                {
                    folio.PutBack();
                }

                break;
            case ShmemStepKind.FailFrame when step.Length % 4 == 0:
                _machine.MemoryFailure(folio.PfnOf(new PageIndex((ulong)step.Page)));
                break;
        }
    }

    /// <summary>Remembers the frames that memory failure keeps, so that they can be given back at the end.</summary>
    private void NoteFailures()
    {
        if (_machine.Statistics.Poisoned == _failed.Count)
        {
            return;
        }

        for (int pfn = 0; pfn < _machine.Options.Pages; pfn++)
        {
            if (_machine.IsPoisoned(new Pfn(pfn)) && !_machine.PeekFolio(new Pfn(pfn)).IsNone)
            {
                _failed.Add(new Pfn(pfn));
            }
        }
    }

    /// <summary>I-108: a reservation that fails takes back what is not uptodate and leaves what was.</summary>
    private void Reserve(long offset, long length)
    {
        Folio[] valid = [.. Folios().Where(folio => folio.Has(FolioFlags.Uptodate))];
        Errno error = _file.Fallocate(FallocateMode.KeepSize, offset, length);
        if (error != Errno.None && !valid.All(folio => folio.IsAlive && folio.Mapping == _file.Mapping))
        {
            throw new InvalidOperationException($"I-108: fallocate failed with {error} and took valid folios away");
        }
    }

    private void Get(PageIndex index, ShmemGetMode mode)
    {
        FolioResult result = _file.GetFolio(index, mode);
        if (!result.Folio.IsNone)
        {
            result.Folio.Unlock();
            result.Folio.Put();
        }
    }

    private void SwapOut(PageIndex index)
    {
        if (_file.Mapping.Peek(index) is not { IsFolio: true } entry)
        {
            return;
        }

        entry.Folio.Get();
        bool isolated = entry.Folio.Isolate();
        entry.Folio.Put();
        if (isolated)
        {
            entry.Folio.Reclaim();
        }
    }

    private IEnumerable<Folio> Folios() =>
        _file.Mapping.Entries().Where(entry => entry.Entry.IsFolio).Select(entry => entry.Entry.Folio);

    private void GiveBack()
    {
        _held.ForEach(folio => folio.Put());
        _pinned.ForEach(folio => folio.Unpin());
        _child?.Exit();
        _process.Exit();
        _file.Evict();
        _machine.Batches.DrainAll();
        foreach (Pfn frame in _failed)
        {
            _machine.Unpoison(frame);
        }

        ShmemInvariants.CheckEmpty(_machine, _mount, _swap);
    }

    private static Folio Take(List<Folio> folios, int choice)
    {
        int at = choice % folios.Count;
        Folio folio = folios[at];
        folios.RemoveAt(at);
        return folio;
    }
}
