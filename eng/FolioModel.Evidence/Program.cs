using FolioModel.Evidence;

// evidence FOLDER: replays the recordings of a folder, group by group, and prints each member that ran, with the groups in which it did.
if (args is not [string folder] || !Directory.Exists(folder))
{
    Console.Error.WriteLine("usage: evidence FOLDER    (a folder of recordings, such as tests/FolioModel.Tests/Recordings)");
    return 2;
}

if (!FirstTier.IsKept)
{
    return FirstTier.Restart(args);
}

SortedDictionary<string, SortedSet<string>> groups = new(StringComparer.Ordinal);
using MethodsRun methods = new();
foreach (IGrouping<string, string> group in RecordingGroups.In(folder))
{
    foreach (string member in methods.During(() => FreshModel.Replay([.. group])))
    {
        if (!groups.TryGetValue(member, out SortedSet<string>? seen))
        {
            groups.Add(member, seen = new SortedSet<string>(StringComparer.Ordinal));
        }

        seen.Add(group.Key);
    }
}

foreach ((string member, SortedSet<string> seen) in groups)
{
    Console.WriteLine($"{member}\t{string.Join(' ', seen)}");
}

return 0;
