using FolioModel.Groups;

namespace FolioModel.Cli.Conform.Reclaim;

/// <summary>The recorder's machine: a group, files, descriptors and processes, as far as an access sequence needs them.</summary>
internal sealed class SequenceMachine
{
    /// <summary>With so many folios a batch can be drained because a few of somebody else fill it.</summary>
    private const int FullByStrangers = 28;

    private readonly Machine _machine;
    private readonly RecordedTokens _tokens;
    private readonly SequenceFile[] _files;

    public SequenceMachine(AccessSequence sequence, bool multiGeneration)
    {
        int pages = (int)Math.Max(sequence.MaxPages, sequence.HighPages) * 2;
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
        _tokens = new RecordedTokens(Group);
        Watcher = new ReclaimWatcher(_tokens);
        _machine.ReclaimObserver = Watcher;
        _machine.Current.Group = Group;
        _files = new SequenceFile[sequence.Files];
        for (int i = 0; i < sequence.Files; i++)
        {
            _files[i] = new SequenceFile(_machine, i, sequence);
            Watcher.Know(_files[i].Cache, i);
        }
    }

    /// <summary>What a sequence needs that this machine has not got.</summary>
    public static string[] NotModelledOf(AccessSequence sequence)
    {
        HashSet<string> missing = [];
        foreach (SequenceOperation operation in sequence.Operations)
        {
            if (operation.Code is SequenceCode.Write or SequenceCode.Fsync or SequenceCode.SyncFs)
            {
                missing.Add("reclaim recording: write");
            }
            else if (operation.Code is SequenceCode.Touch or SequenceCode.TouchWrite)
            {
                missing.Add("reclaim recording: touch");
            }
        }

        return [.. missing];
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
        int end = Array.FindIndex(tokens, static token => token[0] is '[' or '+');
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
    /// <returns>Whether the page was cached and up to date before.</returns>
    public bool Do(SequenceOperation operation)
    {
        bool hit = _files[operation.File].Do(operation);
        _machine.ReturnToUser();
        return hit;
    }

    public void EndOperation(string[] tokens)
    {
        DrainIfRecorded(tokens.AsSpan(Array.IndexOf(tokens, "+") + 1));
        _tokens.End();
    }

    /// <summary>Pages that the group really uses.</summary>
    public long UsageWithoutStock => Group.Own(GroupCounter.File) + Group.Own(GroupCounter.Kernel);

    public long ResidentPages(int file) => _files[file].Cache.Pages.Count.Value;

    public long PagesOfGeneration(long sequence) =>
        Group.Lru.Generations is { } generations && sequence <= generations.Youngest ? generations.PagesOf(sequence, anon: false).Value : 0;

    /// <summary>What the model did and how the lists stand, for a report.</summary>
    public string Describe()
    {
        LruVector lru = Group.Lru;
        string state = lru.Generations is { } generations
            ? string.Join(", ", Enumerable.Range(0, generations.Count(anon: false)).Select(i =>
                $"generation {generations.Oldest(false) + i}: {generations.PagesOf(generations.Oldest(false) + i, false).Value}"))
            : $"inactive {lru[LruListKind.InactiveFile].Pages.Value}, active {lru[LruListKind.ActiveFile].Pages.Value}, age "
                + $"{lru.NonresidentAge}";
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
