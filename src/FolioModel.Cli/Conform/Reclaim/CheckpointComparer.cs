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
    ];

    public static void Compare(RecordedCheckpoint recorded, SequenceMachine machine, SequenceResult result, int number)
    {
        foreach ((string name, GroupCounter[] counters, bool inBytes) in s_fields)
        {
            if (recorded.Statistics.TryGetValue(name, out long expected))
            {
                long actual = counters.Sum(machine.Group.Flushed) * (inBytes ? PageSize.Bytes : 1);
                Compare(result, number, name, expected, actual);
            }
        }

        for (int file = 0; file < recorded.Resident.Count; file++)
        {
            Compare(result, number, $"pages of file {file}", recorded.Resident[file], machine.ResidentPages(file));
        }

        foreach (long[] row in recorded.Generations)
        {
            Compare(result, number, $"file pages of generation {row[0]}", row[3], machine.PagesOfGeneration(row[0]));
        }
    }

    private static void Compare(SequenceResult result, int number, string what, long expected, long actual)
    {
        result.CountersCompared++;
        if (expected != actual)
        {
            result.CountersDifferent++;
            result.First ??= $"before operation {number}: {what} is {actual}, recorded as {expected}";
        }
    }
}
