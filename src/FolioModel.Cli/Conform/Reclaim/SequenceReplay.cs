namespace FolioModel.Cli.Conform.Reclaim;

/// <summary>Replays one access sequence in a group of a machine and compares with what the kernel did.</summary>
internal sealed class SequenceReplay
{
    private const int Batch = 64;

    private readonly AccessSequence _sequence;
    private readonly RecordedSequence _recorded;
    private readonly SequenceMachine _machine;
    private readonly SequenceResult _result;
    private readonly HashSet<(byte Area, uint Page)> _seen = [];
    private readonly List<Victim> _victims = [];
    private readonly bool[] _unlikeBoot;
    private int _checkpoint;

    public SequenceReplay(AccessSequence sequence, RecordedSequence recorded)
    {
        _sequence = sequence;
        _recorded = recorded;
        _machine = new SequenceMachine(sequence, recorded.MultiGeneration);
        _unlikeBoot = new bool[recorded.Boots.Count];
        _result = new SequenceResult
        {
            Name = recorded.Name,
            Mode = recorded.MultiGeneration ? "mglru" : "classic",
            Family = recorded.Family,
            Ceiling = Agreement.OfBoots(recorded.Boots, sequence),
        };
    }

    public SequenceResult Run()
    {
        long phase = PhaseOfCharges();
        for (int i = 0; i < _sequence.Operations.Count; i++)
        {
            if (phase > 0 && _machine.UsageWithoutStock == phase)
            {
                _machine.Group.DrainStocks();
                phase = 0;
            }

            Step(i, _sequence.Operations[i]);
        }

        Begin(_sequence.Operations.Count);
        _result.IsAnotherBoot = _unlikeBoot.Skip(1).Any(static unlike => !unlike);
        _result.Victims = _victims.Count;
        _result.VictimsOfModel = _machine.Watcher.Victims.Count;
        _result.First ??= _result.FirstCounters is [string counter, ..] ? counter : null;
        return _result;
    }

    /// <summary>
    /// Charges come in batches of 64. When another group is charged on the CPU, what is left of the batch is given back, and the batches
    /// begin at another usage from then on: the recorded usage tells where.
    /// </summary>
    private long PhaseOfCharges()
    {
        RecordedCheckpoint? first = _recorded.Checkpoints.FirstOrDefault(static checkpoint => checkpoint.Statistics["current"] > 0);
        return first is null ? 0 : (first.Statistics["current"] >> PageSize.Shift) % Batch;
    }

    private void Step(int number, SequenceOperation operation)
    {
        string[] tokens = Begin(number);
        long before = _machine.ResidentFilePages;
        int gone = _machine.Watcher.FileVictims;
        (bool hit, bool swapped) = _machine.Do(operation);
        _machine.EndOperation(tokens);
        if (operation.IsAccess)
        {
            CompareAccess(number, operation, hit);
            CompareSwapped(number, operation, swapped);
        }

        if (!operation.IsAnonymous)
        {
            long added = _machine.ResidentFilePages - before + _machine.Watcher.FileVictims - gone;
            CompareAdded(number, operation, tokens, added);
        }

        CompareVictims(number, operation, tokens);
    }

    /// <summary>The pages that an operation brought in: as many as recorded, and those unless they were evicted at once.</summary>
    private void CompareAdded(int number, SequenceOperation operation, string[] tokens, long added)
    {
        List<(int File, uint Page)> recorded = AddedPages.Of(tokens, operation.Area, operation.Page);
        if (tokens.Length == 0 && operation.IsAccess && !RecordedSequence.IsSet(_recorded.Hits, number))
        {
            recorded.Add((operation.Area, operation.Page));
        }

        string[] evicted = [.. tokens.Where(static token => token[0] == '-')];
        bool equal = added == recorded.Count && recorded.TrueForAll(page =>
            _machine.HasPage(page.File, page.Page)
            || Array.Exists(evicted, token => Victim.Parse(token, operation.Area) is { Area: var area, Page: var gone }
                && area == page.File && gone == page.Page));
        _result.Windows++;
        _result.WindowsEqual += equal ? 1 : 0;
        if (!equal)
        {
            _result.First ??= $"operation {number} on page {operation.Page}: brought in {added} pages; recorded {recorded.Count}: "
                + $"{string.Join(' ', tokens)}; {_machine.Describe()}";
        }
    }

    private void CompareAccess(int number, SequenceOperation operation, bool hit)
    {
        bool recorded = RecordedSequence.IsSet(_recorded.Hits, number);
        for (int boot = 0; boot < _unlikeBoot.Length; boot++)
        {
            _unlikeBoot[boot] |= hit != RecordedSequence.IsSet(_recorded.Boots[boot], number);
        }

        bool again = !_seen.Add((operation.Area, operation.Page));
        _result.Accesses++;
        _result.Hits += recorded ? 1 : 0;
        _result.Agreeing += hit == recorded ? 1 : 0;
        _result.Rereferences += again ? 1 : 0;
        _result.AgreeingRereferences += again && hit == recorded ? 1 : 0;
        if (hit != recorded)
        {
            _result.First ??= $"access {number} of page {operation.Page} of area {operation.Area}: a {Name(hit)}, "
                + $"recorded as a {Name(recorded)}; {_machine.Describe()}";
        }
    }

    private void CompareSwapped(int number, SequenceOperation operation, bool swapped)
    {
        if (_recorded.Swapped is not { } bits)
        {
            return;
        }

        _result.SwapCompared++;
        bool recorded = RecordedSequence.IsSet(bits, number);
        _result.SwapAgreeing += recorded == swapped ? 1 : 0;
        if (recorded != swapped)
        {
            _result.First ??= $"access {number} of page {operation.Page} of area {operation.Area}: {(swapped ? "" : "not ")}in swap, "
                + $"recorded as {(recorded ? "" : "not ")}in swap; {_machine.Describe()}";
        }
    }

    private void CompareVictims(int number, SequenceOperation operation, string[] tokens)
    {
        foreach (string token in tokens)
        {
            if (token[0] != '-')
            {
                continue;
            }

            _victims.Add(Victim.Parse(token, operation.Area));
        }

        IReadOnlyList<Victim> model = _machine.Watcher.Victims;
        while (_result.VictimsEqual < _victims.Count && _result.VictimsEqual < model.Count
            && model[_result.VictimsEqual] == _victims[_result.VictimsEqual])
        {
            _result.VictimsEqual++;
        }

        if (_result.First is null && (_result.VictimsEqual < _victims.Count || _result.VictimsEqual < model.Count))
        {
            _result.First = $"operation {number}: victim {_result.VictimsEqual} differs; recorded {string.Join(' ', tokens)}; "
                + _machine.Describe();
        }
    }

    /// <summary>
    /// Applies the events that were recorded before an operation; a checkpoint is compared when the recorder reads the statistics for it.
    /// </summary>
    private string[] Begin(int number)
    {
        string[] tokens = _recorded.EventsOf(number);
        bool isCheckpoint = _checkpoint < _recorded.Checkpoints.Count && _recorded.Checkpoints[_checkpoint].Operation == number;
        _machine.BeginOperation(
            tokens, isCheckpoint ? () =>
                CheckpointComparer.Compare(_recorded.Checkpoints[_checkpoint++], _machine, _result, number) : null);
        return tokens;
    }

    private static string Name(bool hit) => hit ? "hit" : "miss";
}
