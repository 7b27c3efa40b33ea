using FolioModel.Groups;

namespace FolioModel.Cli.Conform.Reclaim;

/// <summary>The processes of a sequence, each with its anonymous memory and its mappings of the files.</summary>
internal sealed class SequenceProcesses
{
    private const int AdviseDontNeed = 4;
    private const int AdviseFree = 8;
    private const int AdviseCold = 20;
    private const int AdvisePageOut = 21;

    /// <summary>The first page of the anonymous memory of process 0, and how far the next process's is.</summary>
    private const ulong FirstPage = 0x100000000;
    private const ulong Distance = 0x1000000;

    private readonly Machine _machine;
    private readonly SequenceFile[] _files;
    private readonly ProcessMemory[] _processes;
    private readonly MappedArea?[] _anonymous;
    private ProcessMemory? _current;

    public SequenceProcesses(Machine machine, AccessSequence sequence, SequenceFile[] files)
    {
        _machine = machine;
        _files = files;
        _processes = new ProcessMemory[Math.Max(sequence.Processes, 1)];
        _anonymous = new MappedArea?[_processes.Length];
        for (int i = 0; i < _processes.Length; i++)
        {
            _processes[i] = machine.CreateProcess($"process {i}");
            LoadProgram(machine, _processes[i]);
            long pages = i < sequence.AnonymousPages.Count ? sequence.AnonymousPages[i] : 0;
            _anonymous[i] = pages > 0 ? _processes[i].MapAnonymous(pages, at: new VirtualPage(FirstPage + ((ulong)i * Distance))) : null;
        }
    }

    /// <summary>
    /// A process has memory before it joins the group: files that it maps later share the upper levels of its page tables with that.
    /// </summary>
    private static void LoadProgram(Machine machine, ProcessMemory process)
    {
        MemoryGroup? group = machine.Current.Group;
        (machine.Current.Group, process.Group) = (null, null);
        process.Touch(process.MapAnonymous(1).First, write: false);
        (machine.Current.Group, process.Group) = (group, group);
    }

    /// <summary>The area and the page of an anonymous folio.</summary>
    public (int Area, uint Page) PlaceOf(Folio folio)
    {
        int process = Array.FindIndex(
            _anonymous, area => area is not null && folio.Index >= area.Index && folio.Index < area.IndexOf(area.End));
        return process < 0 ? default
            : (SequenceOperation.FirstAnonymous + process, (uint)(folio.Index.Value - _anonymous[process]!.Index.Value));
    }

    /// <summary>Mapped pages of a process's anonymous memory, those of zeros included, and swap entries.</summary>
    public (long Mapped, long Swapped) Count(int process)
    {
        long mapped = 0;
        long swapped = 0;
        if (process < _anonymous.Length && _anonymous[process] is { } area)
        {
            for (VirtualPage page = area.First; page < area.End; page += 1)
            {
                PageEntryKind kind = area.Process.EntryAt(page);
                mapped += kind is PageEntryKind.Mapped or PageEntryKind.Zero ? 1 : 0;
                swapped += kind == PageEntryKind.Swapped ? 1 : 0;
            }
        }

        return (mapped, swapped);
    }

    /// <summary>Whether an anonymous page is in memory, and whether the page table has a swap entry for it.</summary>
    public (bool Hit, bool Swapped) Look(SequenceOperation operation)
    {
        if (!operation.IsAccess)
        {
            return default;
        }

        ProcessMemory process = _processes[operation.Area - SequenceOperation.FirstAnonymous];
        VirtualPage page = PageOf(operation);
        return process.EntryAt(page) switch
        {
            PageEntryKind.Mapped or PageEntryKind.Zero => (true, false),
            PageEntryKind.Swapped => (IsInSwapCache(process.SwapAt(page)!.Value), true),
            _ => default,
        };
    }

    /// <summary>The process of the present operation was interrupted and goes on.</summary>
    public void RunCurrent() => _current?.Run();

    /// <summary>Carries an operation out.</summary>
    public void Do(SequenceOperation operation)
    {
        ProcessMemory process = _processes[operation.Process];
        _current = process;
        process.Run();
        switch (operation.Code)
        {
            case SequenceCode.Kill:
                _processes[operation.Argument].Exit();
                break;
            case SequenceCode.AdviseMapping:
                Advise(operation, process);
                break;
            case SequenceCode.Touch or SequenceCode.TouchWrite when operation.IsAnonymous:
                process.Touch(PageOf(operation), operation.Code == SequenceCode.TouchWrite);
                break;
            case SequenceCode.Unmap:
                process.Unmap(PageOf(operation), operation.Length);
                break;
            case < SequenceCode.Sleep:
                _files[operation.Area].Do(operation, process);
                break;
        }
    }

    private void Advise(SequenceOperation operation, ProcessMemory process)
    {
        VirtualPage first = operation.IsAnonymous ? PageOf(operation)
            : _files[operation.Area].MappingOf(process, operation.Process).First + operation.Page;
        switch (operation.Argument)
        {
            case AdviseDontNeed:
                process.Discard(first, operation.Length);
                break;
            case AdviseFree:
                process.FreeLazily(first, operation.Length);
                break;
            case AdviseCold:
                process.Cool(first, operation.Length);
                break;
            case AdvisePageOut:
                process.PageOut(first, operation.Length);
                break;
            default:
                process.Advise(first, _files[operation.Area].Pages, operation.Argument switch
                {
                    1 => MapOptions.RandomAccess,
                    2 => MapOptions.SequentialAccess,
                    _ => MapOptions.None,
                });
                break;
        }
    }

    private bool IsInSwapCache(SwapEntry entry) => _machine.Swap.AreaOf(entry)!.Cache.Peek(entry).IsFolio;

    private VirtualPage PageOf(SequenceOperation operation) =>
        _anonymous[operation.Area - SequenceOperation.FirstAnonymous]!.First + operation.Page;
}
