using FolioModel.Fuzz;
using SharpFuzz;

const int ReplayedPages = 10_000;

// Without arguments: under afl-fuzz, one input after the other.
if (args.Length == 0)
{
    Fuzzer.Run(static stream =>
    {
        using MemoryStream bytes = new();
        stream.CopyTo(bytes);
        new FuzzedTrace(bytes.ToArray()).Check();
    });
    return 0;
}

if (args is ["seeds", string folder])
{
    Seeds.Write(folder);
    return 0;
}

// Otherwise: the files of some folders, once each; what can be read is replayed too.
int read = 0;
int refused = 0;
IEnumerable<string> files = args.SelectMany(static f => Directory.EnumerateFiles(f, "*", SearchOption.AllDirectories));
foreach (string file in files.Order(StringComparer.Ordinal))
{
    FuzzedTrace trace = new(File.ReadAllBytes(file));
    if (trace.Check() is not { } requests)
    {
        refused++;
        continue;
    }

    read++;
    if (requests.Count > 0 && requests.Aggregate(0.0, static (sum, r) => sum + r.Pages) < ReplayedPages)
    {
        using ITraceReader reader = trace.Open();
        Workload.Replay(reader, [ReplayPolicy.Classic, ReplayPolicy.Mglru, ReplayPolicy.Parse("s3fifo")], [1000]);
    }
}

Console.WriteLine($"{read} traces read, {refused} refused, none crashed a reader");
return 0;
