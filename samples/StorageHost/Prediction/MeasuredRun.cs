using System.Globalization;
using System.Text.Json.Nodes;
using FolioModel.Samples.StorageHost.Simulation;
using FolioModel.Samples.StorageHost.Workloads;

namespace FolioModel.Samples.StorageHost.Prediction;

/// <summary>A file of a measured experiment: what ran, what was measured, and what WRENCH-cache predicted.</summary>
internal sealed class MeasuredRun
{
    private readonly JsonNode _root;

    private MeasuredRun(string name, JsonNode root)
    {
        Name = name;
        _root = root;
    }

    public string Name { get; }

    /// <summary>One pipeline, with every operation measured; otherwise pipelines side by side, with means.</summary>
    public bool IsSingle => (string?)_root["experiment"] == "single";

    public double FileGb => Number(_root["file_gb"]);

    public double ComputeSeconds => Number(_root["cpu_seconds_per_task"]);

    public int Tasks => (int)Number(_root["tasks"]);

    /// <summary>Seconds of the operations of a single pipeline.</summary>
    public double[] Seconds(string series) => [.. Items(series).Select(static o => Number(o["seconds"]))];

    /// <summary>GB of each file that were cached after each operation.</summary>
    public double[][] CachedGb(string series) => [.. Items(series).Select(static o => o["cached_gb"]!.AsArray().Select(Number).ToArray())];

    /// <summary>Memory over time.</summary>
    public MemorySample[] Memory =>
        [.. Items("real_memory").Select(static o => new MemorySample(
            Number(o["t"]), Number(o["free_mb"]), Number(o["cache_mb"]), Number(o["dirty_mb"])))];

    public double TotalMb => Number(_root["real_memory"]![0]!["total_mb"]);

    /// <summary>The runs of pipelines side by side.</summary>
    public IEnumerable<MeasuredSet> Runs => Items("runs").Select(static run => new MeasuredSet(
        (int)Number(run["pipelines"]),
        MeansOf(run["real"]!.AsArray()),
        TripleOf(run["wrench_cache"]!),
        RoundsOf(run["real"]!.AsArray())));

    /// <summary>Whether a JSON text is one of these files.</summary>
    public static MeasuredRun? TryParse(string name, string json)
    {
        JsonNode? root = JsonNode.Parse(json);
        return root?["experiment"] is null ? null : new MeasuredRun(name, root);
    }

    /// <summary>The machine, with what the file says of it and what the measured memory shows.</summary>
    /// <remarks>
    /// <para>The speed of one process's copy is calibrated from reads and writes of the cache in the 20 GB run, 20 GB in 6.04 s and in
    /// 6.53 s;
    /// the speed at which the disk writes from the fall of dirty memory in the same run, 12.9 GB in 25 s.</para>
    /// <para>A limit of 40, not the kernel's 20, because the measured dirty memory stands at 32 % of the available memory, which no limit
    /// of
    /// 20 allows. CentOS 8's tuned sets 40 (profile throughput-performance). <c>--set dirty_ratio=20</c> predicts with the kernel's.</para>
    /// <para>Two nodes, as the paper names two sockets. Pipelines side by side run on both, each with memory of its own.</para>
    /// </remarks>
    public MachineSettings Machine()
    {
        JsonNode machine = _root["machine"]!;
        return new MachineSettings
        {
            MemoryGib = Number(machine["memory_gib"]),
            Cpus = (int)Number(machine["cpus"]),
            UsedGb = UsedGbAtStart(),
            NumaNodes = IsSingle ? 2 : 1,
            DiskReadMbS = Number(machine["bandwidth_mb_s"]!["disk_read"]),
            DiskWriteMbS = 516,
            DirtyRatio = 40,
            PageOrder = IsSingle ? 0 : 9,
        };
    }

    /// <summary>Memory that is neither free nor cache in the first sample: the state from which the run starts.</summary>
    private double UsedGbAtStart() => _root["real_memory"] is JsonArray { Count: > 0 } samples
        ? (Number(samples[0]!["total_mb"]) - Number(samples[0]!["free_mb"]) - Number(samples[0]!["cache_mb"])) / 1000 : 0;

    /// <summary>Some pipelines side by side, each with files of its own.</summary>
    /// <param name="count">How many.</param>
    /// <param name="machine">On which machine.</param>
    /// <param name="prefix">What the names of files and processes begin with, so that runs on one machine have their own.</param>
    public Workload Pipelines(int count, MachineSettings machine, string prefix)
    {
        List<FileSettings> files = [];
        List<ProcessSettings> processes = [];
        for (int pipeline = 0; pipeline < count; pipeline++)
        {
            files.Add(new FileSettings { Name = FileName(prefix, pipeline, 0), SizeGb = FileGb });
            for (int task = 0; task < Tasks; task++)
            {
                processes.Add(new ProcessSettings
                {
                    Name = Invariant($"{prefix}/{pipeline}/task{task + 1}"),
                    After = task == 0 ? [] : [Invariant($"{prefix}/{pipeline}/task{task}")],
                    Steps =
                    [
                        new StepSettings { Read = FileName(prefix, pipeline, task) },
                        new StepSettings { Compute = ComputeSeconds },
                        new StepSettings { Write = FileName(prefix, pipeline, task + 1), SizeGb = FileGb },
                    ],
                });
            }
        }

        return new Workload { Name = Name, Machine = machine, Files = files, Processes = processes };
    }

    /// <summary>The names of one pipeline's files.</summary>
    public string[] FilesOf(string prefix, int pipeline) => [.. Enumerable.Range(0, Tasks + 1).Select(i => FileName(prefix, pipeline, i))];

    private static string FileName(string prefix, int pipeline, int file) => Invariant($"{prefix}/{pipeline}/file{file + 1}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static double[] MeansOf(JsonArray repetitions) =>
        [.. Enumerable.Range(0, 3).Select(i => repetitions.Average(r => TripleOf(r!)[i]))];

    /// <summary>
    /// Sorts repetitions: those that are the first one, as a data set repeats a log where a repetition is missing, and the later ones.
    /// </summary>
    private static MeasuredRounds RoundsOf(JsonArray repetitions)
    {
        ILookup<bool, double[]> sorted = repetitions.ToLookup(r => JsonNode.DeepEquals(r, repetitions[0]), static r => TripleOf(r!));
        double[][] later = [.. sorted[false]];
        double[] first = sorted[true].First();
        return new MeasuredRounds(
            first,
            later.Length == 0 ? first : [.. Enumerable.Range(0, 3).Select(i => later.Average(r => r[i]))],
            1 - (double)later.Length / repetitions.Count);
    }

    private static double[] TripleOf(JsonNode run) => [Number(run["read"]), Number(run["write"]), Number(run["makespan"])];

    private static double Number(JsonNode? node) => node!.GetValue<double>();

    private IEnumerable<JsonNode> Items(string name) => _root[name] is JsonArray items ? items.Select(static i => i!) : [];
}
