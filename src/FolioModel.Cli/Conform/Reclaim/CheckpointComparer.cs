using FolioModel.Groups;

namespace FolioModel.Cli.Conform.Reclaim;

/// <summary>Compares the state of the model's group with a recorded checkpoint.</summary>
internal static class CheckpointComparer
{
    private static readonly (string Name, GroupCounter[] Counters, bool InBytes)[] s_fields =
    [
        ("inactive_file", [GroupCounter.InactiveFile], true),
        ("active_file", [GroupCounter.ActiveFile], true),
        ("file", [GroupCounter.File], true),
        ("workingset_refault_file", [GroupCounter.WorkingsetRefaultFile], false),
        ("workingset_activate_file", [GroupCounter.WorkingsetActivateFile], false),
        ("workingset_restore_file", [GroupCounter.WorkingsetRestoreFile], false),
        ("workingset_nodereclaim", [GroupCounter.WorkingsetNodeReclaim], false),
        ("pgscan_direct", [GroupCounter.PagesScannedDirect], false),
        ("pgsteal_direct", [GroupCounter.PagesReclaimedDirect], false),
        ("pgactivate", [GroupCounter.PagesActivated], false),
        ("pgdeactivate", [GroupCounter.PagesDeactivated], false),
        ("pgrefill", [GroupCounter.PagesRefilled], false),
        ("kernel", [GroupCounter.Kernel], true),
        ("inactive_anon", [GroupCounter.InactiveAnon], true),
        ("active_anon", [GroupCounter.ActiveAnon], true),
        ("anon", [GroupCounter.Anon], true),
        ("file_mapped", [GroupCounter.FileMapped], true),
        ("pagetables", [GroupCounter.PageTables], true),
        ("swapcached", [GroupCounter.SwapCached], true),
        ("workingset_refault_anon", [GroupCounter.WorkingsetRefaultAnon], false),
        ("workingset_activate_anon", [GroupCounter.WorkingsetActivateAnon], false),
        ("workingset_restore_anon", [GroupCounter.WorkingsetRestoreAnon], false),
        ("pglazyfree", [GroupCounter.LazyFree], false),
        ("pglazyfreed", [GroupCounter.LazyFreed], false),
        ("file_dirty", [GroupCounter.FileDirty], true),
        ("file_writeback", [GroupCounter.FileWriteback], true),
        ("pgfault", [GroupCounter.PageFaults], false),
        ("pgmajfault", [GroupCounter.MajorFaults], false),
    ];

    public static void Compare(RecordedCheckpoint recorded, SequenceMachine machine, SequenceResult result, int number)
    {
        bool wasEqual = result.CountersDifferent == 0;
        List<string> different = [];
        foreach ((string name, GroupCounter[] counters, bool inBytes) in s_fields)
        {
            if (recorded.Statistics.TryGetValue(name, out long expected))
            {
                long actual = counters.Sum(machine.Group.Flushed) * (inBytes ? PageSize.Bytes : 1);
                Compare(result, different, number, name, expected, actual);
            }
        }

        for (int file = 0; file < recorded.Resident.Count; file++)
        {
            Compare(result, different, number, $"pages of file {file}", recorded.Resident[file], machine.ResidentPages(file));
        }

        if (recorded.Statistics.TryGetValue("swap_current", out long swap))
        {
            Compare(result, different, number, "swap_current", swap, machine.Group.SwapUsage.Value * PageSize.Bytes);
        }

        for (int process = 0; process < recorded.Anonymous.Count; process++)
        {
            (long mapped, long swapped) = machine.AnonymousPages(process);
            Compare(result, different, number, $"mapped pages of process {process}", recorded.Anonymous[process][0], mapped);
            Compare(result, different, number, $"swap entries of process {process}", recorded.Anonymous[process][1], swapped);
        }

        foreach (long[] row in recorded.Generations)
        {
            (long file, long anon) = (machine.PagesOfGeneration(row[0], anon: false), machine.PagesOfGeneration(row[0], anon: true));
            Compare(result, different, number, $"file pages of generation {row[0]}", row[3], file);
            Compare(result, different, number, $"anonymous pages of generation {row[0]}", row[2], anon);
        }

        result.FirstCounters = wasEqual ? different : result.FirstCounters;
    }

    private static void Compare(SequenceResult result, List<string> different, int number, string what, long expected, long actual)
    {
        result.CountersCompared++;
        if (expected != actual)
        {
            result.CountersDifferent++;
            different.Add($"before operation {number}: {what} is {actual}, recorded as {expected}");
        }
    }
}
