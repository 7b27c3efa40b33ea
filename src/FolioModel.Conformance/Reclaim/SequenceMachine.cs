namespace FolioModel.Conformance.Reclaim;

/// <summary>The recorder's machine: a group, files, descriptors and processes, as far as an access sequence needs them.</summary>
internal sealed class SequenceMachine
{
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

    public MemoryGroup Group { get; }

    public ReclaimWatcher Watcher { get; }

    /// <summary>An operation begins: what the kernel did before it happens here too.</summary>
    /// <param name="tokens">The operation's events.</param>
    /// <param name="checkpoint">What to do when the recorder has read the group's statistics, which flushes them; null where it did not.</param>
    public void BeginOperation(string[] tokens, Action? checkpoint)
    {
        Watcher.BeginOperation();
        int at = 0;
        while (checkpoint is not null && at < tokens.Length && tokens[at++] is not ("F1" or "F0"))
        {
        }

        DrainIfRecorded(tokens, 0, at);
        if (checkpoint is not null)
        {
            Group.FlushStatistics();
            checkpoint();
        }

        DrainIfRecorded(tokens, at, Array.FindIndex(tokens, static token => token[0] is '[' or '+') is var end && end < 0 ? tokens.Length : end);
        _tokens.Begin(tokens);
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
        DrainIfRecorded(tokens, Array.IndexOf(tokens, "+") + 1, tokens.Length);
        _tokens.End();
    }

    public long ResidentPages(int file) => _files[file].Cache.Pages.Value;

    public long PagesOfGeneration(long sequence) =>
        Group.Lru.Generations is { } generations && sequence <= generations.Youngest ? generations.PagesOf(sequence, anon: false).Value : 0;

    /// <summary>What the model did and how the lists stand, for a report.</summary>
    public string Describe()
    {
        LruVector lru = Group.Lru;
        string state = lru.Generations is { } generations
            ? string.Join(", ", Enumerable.Range(0, generations.Count(anon: false)).Select(i =>
                $"generation {generations.Oldest(false) + i}: {generations.PagesOf(generations.Oldest(false) + i, false).Value}"))
            : $"inactive {lru[LruListKind.InactiveFile].Pages.Value}, active {lru[LruListKind.ActiveFile].Pages.Value}, age {lru.NonresidentAge}";
        return $"model {(Watcher.Log.Length > 0 ? Watcher.Log : "did nothing")}; usage {Group.Usage.Value}; {state}";
    }

    /// <summary>
    /// Batches of the CPU are shared with everything else that runs there, so they can be drained when nobody would expect it: an event "i" or "j" of
    /// as many folios as wait, at a moment when the model has no reason to drain.
    /// </summary>
    private void DrainIfRecorded(string[] tokens, int from, int end)
    {
        int moved = 0;
        for (int i = from; i < end; i++)
        {
            if (tokens[i][0] is 'i' or 'j')
            {
                moved += tokens[i][1] == '=' ? 1 : int.Parse(tokens[i].AsSpan(1), System.Globalization.CultureInfo.InvariantCulture);
            }
        }

        if (moved > 0 && _machine.Batches.CountOf(0, LruBatchKind.Add) == moved)
        {
            _machine.Batches.Drain();
        }
    }
}
