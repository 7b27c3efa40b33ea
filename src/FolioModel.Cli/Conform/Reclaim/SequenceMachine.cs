using FolioModel.Files;
using FolioModel.Groups;
using FolioModel.Swap;

namespace FolioModel.Cli.Conform.Reclaim;

/// <summary>The recorder's machine: a group, files, descriptors and processes, as far as an access sequence needs them.</summary>
internal sealed class SequenceMachine
{
    /// <summary>With so many folios a batch can be drained because a few folios of another task fill it.</summary>
    private const int FullByStrangers = 28;

    /// <summary>
    /// Pages of the recorder's machine: how much may be dirty depends on them. Sequences without writes do with fewer.
    /// </summary>
    private const int PagesOfRecorder = 1505320 >> 2;

    /// <summary>Anonymous pages of other programs: more than a sequence can evict by advice.</summary>
    private const int PagesOfOthers = 4096;

    /// <summary>Cached pages of files of other programs: few run beside the recorder.</summary>
    private const int FilePagesOfOthers = 480;

    private readonly Machine _machine;
    private readonly RecordedTokens _tokens;
    private readonly SequenceFile[] _files;
    private readonly SequenceProcesses _processes;
    private readonly RecordedDisk? _disk;
    private readonly SwapArea? _swap;
    private int _drainedTo;

    public SequenceMachine(AccessSequence sequence, bool multiGeneration)
    {
        int pages = (int)Math.Max(sequence.MaxPages, sequence.HighPages) * 2;
        if (sequence.Operations.Any(static operation => operation.Code == SequenceCode.Write))
        {
            pages = PagesOfRecorder;
        }

        _machine = new Machine(new MachineOptions
        {
            Pages = Math.Max(pages, 1 << 14),
            Cpus = 1,
            MemoryGroups = 1,
            Profile = KernelProfile.Linux612 with { MultiGenerationLru = multiGeneration },
        });
        Group = _machine.CreateGroup("t");
        Group.Max = sequence.MaxPages > 0 ? new PageCount(sequence.MaxPages) : null;
        Group.High = sequence.HighPages > 0 ? new PageCount(sequence.HighPages) : null;
        _tokens = new RecordedTokens(Group, Group.Parent!);
        Watcher = new ReclaimWatcher(_tokens);
        _machine.ReclaimObserver = Watcher;
        LoadMachine(sequence);
        _machine.Current.Group = Group;
        _machine.Swappiness = sequence.Swappiness;
        Group.SwapMax = sequence.SwapMaxPages > 0 ? new PageCount(sequence.SwapMaxPages) : null;
        if (sequence.SwapPages > 0)
        {
            _disk = (sequence.Flags & SequenceFlags.SwapsToDisk) != 0 ? new RecordedDisk(_tokens) : null;
            _swap = _machine.Swap.SwapOn((int)sequence.SwapPages, _disk);
            _machine.Swap.PageCluster = sequence.PageCluster;
        }

        _files = new SequenceFile[sequence.Files];
        FileSystem files = SequenceFile.NewFileSystem(_machine, sequence, DrainAsRecorded);
        for (int i = 0; i < sequence.Files; i++)
        {
            _files[i] = new SequenceFile(files, i, sequence);
            Watcher.Know(_files[i].Cache, i);
        }

        _processes = new SequenceProcesses(_machine, sequence, _files);
        Watcher.PlaceOf = _processes.PlaceOf;
        Watcher.OnShrank = _processes.RunCurrent;
    }

    /// <summary>
    /// The rest of the machine has memory too. It counts where advice evicts pages: that is no group's doing, and a refault is then judged
    /// by the working set of the whole machine.
    /// </summary>
    private void LoadMachine(AccessSequence sequence)
    {
        if (sequence.SwapPages > 0)
        {
            MappedArea area = _machine.CreateProcess("others").MapAnonymous(PagesOfOthers);
            area.Process.Populate(area.First, area.Pages, write: true);
            AddressSpace files = _machine.CreateAddressSpace(
                new AddressSpaceOptions { Name = "others", Size = FilePagesOfOthers << PageSize.Shift });
            for (ulong page = 0; page < FilePagesOfOthers; page++)
            {
                Folio folio = files.Pages.GrabFolio(new PageIndex(page)).Folio;
                folio.Unlock();
                folio.Put();
            }

            _machine.Batches.DrainAll();
            Group.Parent!.FlushStatistics();
        }
    }

    public MemoryGroup Group { get; }

    public ReclaimWatcher Watcher { get; }

    /// <summary>An operation begins: what the kernel did before it happens here too.</summary>
    /// <param name="tokens">The operation's events.</param>
    /// <param name="checkpoint">What to do when the recorder has read the group's statistics, which flushes them; null where it did
    /// not.</param>
    public void BeginOperation(string[] tokens, Action? checkpoint)
    {
        Watcher.BeginOperation();
        if (_swap is not null)
        {
            _disk?.BeginOperation(_swap);
        }

        _drainedTo = 0;
        int end = Array.FindIndex(tokens, static token => token[0] is '[' or '+' or '<' or '-');
        int leading = end < 0 ? tokens.Length : end;
        int at = 0;
        if (checkpoint is not null)
        {
            // The statistics that the recorder saw are those of a flush, if the kernel made one.
            int flush = Array.FindIndex(tokens, 0, leading, static token => token[0] == 'F');
            at = flush < 0 ? 0 : flush + 1;
            DrainIfRecorded(tokens.AsSpan(0, at));
            if (flush >= 0)
            {
                Group.FlushStatistics();
            }

            checkpoint();
        }

        _tokens.Begin(tokens, at);
        bool drained = DrainIfRecorded(tokens.AsSpan(at, leading - at));
        if (drained)
        {
            _tokens.PassTo(leading);
        }
    }

    /// <summary>Carries an operation out.</summary>
    /// <returns>Whether the page was in memory before, and whether the page table had a swap entry.</returns>
    public (bool Hit, bool Swapped) Do(SequenceOperation operation)
    {
        (bool Hit, bool Swapped) before = operation.IsAnonymous
            ? _processes.Look(operation)
            : (operation.IsAccess && _files[operation.Area].Has(operation.Page), false);
        _processes.Do(operation);
        _machine.ReturnToUser();
        return before;
    }

    public void EndOperation(string[] tokens)
    {
        int behindOwnPage = Array.FindIndex(tokens, static token => token is "+" or "<") + 1;
        DrainIfRecorded(tokens.AsSpan(Math.Max(behindOwnPage, _drainedTo)));
        _tokens.End();
    }

    /// <summary>A page came into a cache: batches are drained now that the kernel drained here.</summary>
    private void DrainAsRecorded()
    {
        _tokens.Reach('+');
        DrainIfRecorded(_tokens.TakeMoves());
        _drainedTo = _tokens.Position;
    }

    /// <summary>Pages that the group really uses.</summary>
    public long UsageWithoutStock => Group.Own(GroupCounter.File) + Group.Own(GroupCounter.Anon) + Group.Own(GroupCounter.Kernel);

    public long ResidentPages(int file) => _files[file].CountResident();

    /// <summary>Pages of all files in memory.</summary>
    public long ResidentFilePages => _files.Sum(static file => file.Cache.Pages.Count.Value);

    /// <summary>Whether a page of a file is in memory.</summary>
    public bool HasPage(int file, uint page) => _files[file].Has(page);

    /// <summary>Mapped pages of a process's anonymous memory, and swap entries.</summary>
    public (long Mapped, long Swapped) AnonymousPages(int process) => _processes.Count(process);

    public long PagesOfGeneration(long sequence, bool anon) =>
        Group.Lru.Generations is { } generations
            && sequence <= generations.Youngest && sequence > generations.Youngest - LruGenerations.Most
            ? generations.PagesOf(sequence, anon).Value : 0;

    /// <summary>The work of the model and the state of the lists, for a report.</summary>
    public string Describe()
    {
        LruVector lru = Group.Lru;
        string state = lru.Generations is { } generations
            ? string.Join(", ", Enumerable.Range((int)Math.Min(generations.Oldest(true), generations.Oldest(false)), LruGenerations.Most)
                .Where(number => number <= generations.Youngest)
                .Select(number => $"generation {number}: {PagesOfGeneration(number, true)}/{PagesOfGeneration(number, false)}"))
            : $"anonymous inactive {lru[LruListKind.InactiveAnon].Pages.Value}, active {lru[LruListKind.ActiveAnon].Pages.Value}, "
                + $"file inactive {lru[LruListKind.InactiveFile].Pages.Value}, active {lru[LruListKind.ActiveFile].Pages.Value}, "
                + $"age {lru.NonresidentAge}";
        return $"model {(Watcher.Log.Length > 0 ? Watcher.Log : "did nothing")}; usage {Group.Usage.Value}; {state}";
    }

    /// <summary>
    /// Batches of the CPU are shared with everything else that runs there, so they can be drained when nothing in the sequence has filled
    /// them: then the kernel moved as many folios as wait in the model's batch.
    /// </summary>
    /// <returns>Whether it drained anything.</returns>
    private bool DrainIfRecorded(ReadOnlySpan<string> tokens)
    {
        int added = 0;
        int activated = 0;
        foreach (string token in tokens)
        {
            if (token[0] is 'i' or 'j')
            {
                added += token[1] == '=' ? 1 : int.Parse(token.AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);
            }

            activated += token[0] == 'a' ? 1 : 0;
        }

        // Of a batch of activations only those show that change something.
        int waiting = _machine.Batches.CountOf(0, LruBatchKind.Add);
        int effective = _machine.Batches.FoliosIn(0, LruBatchKind.Activate)
            .Where(static folio => (folio.Flags & (FolioFlags.Lru | FolioFlags.Active)) == FolioFlags.Lru).Distinct().Count();
        bool drainsAdded = added > 0 && added == waiting;
        bool drainsActivated = activated > 0 && activated == effective;
        if (drainsAdded && activated == effective && (effective > 0 || added < FullByStrangers))
        {
            _machine.Batches.Drain(0);
        }
        else if (drainsAdded)
        {
            _machine.Batches.Drain(0, LruBatchKind.Add);
        }
        else if (drainsActivated)
        {
            _machine.Batches.Drain(0, LruBatchKind.Activate);
        }

        return drainsAdded || drainsActivated;
    }
}
