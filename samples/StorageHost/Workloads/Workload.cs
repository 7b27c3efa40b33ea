using System.Text.Json;
using System.Text.Json.Serialization;

namespace FolioModel.Samples.StorageHost.Workloads;

/// <summary>
/// The load on a machine: files, and processes that read and write them. <c>workload.schema.json</c> describes the format.
/// </summary>
internal sealed record Workload
{
    private static readonly JsonSerializerOptions s_format = new()
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        ReadCommentHandling = JsonCommentHandling.Skip,
    };

    public string Name { get; init; } = "workload";

    public MachineSettings Machine { get; init; } = new();

    public IReadOnlyList<FileSettings> Files { get; init; } = [];

    public IReadOnlyList<ProcessSettings> Processes { get; init; } = [];

    /// <summary>Reads a workload from JSON, and says what is wrong with it.</summary>
    /// <exception cref="BadWorkloadException">It is not a workload.</exception>
    public static Workload Parse(string json)
    {
        try
        {
            Workload workload = JsonSerializer.Deserialize<Workload>(json, s_format) ?? throw new BadWorkloadException("the file is empty");
            workload.Check();
            return workload;
        }
        catch (JsonException error)
        {
            throw new BadWorkloadException(error.Message);
        }
    }

    private void Check()
    {
        HashSet<string> names = [.. Processes.Select(static p => p.Name)];
        if (names.Count != Processes.Count)
        {
            throw new BadWorkloadException("two processes have the same name");
        }

        HashSet<string> files = [.. Files.Select(static f => f.Name)];
        files.UnionWith(Processes.SelectMany(static p => p.Steps).Select(static s => s.Write).OfType<string>());
        foreach (ProcessSettings process in Processes)
        {
            if (process.After.FirstOrDefault(name => !names.Contains(name)) is { } missing)
            {
                throw new BadWorkloadException($"process '{process.Name}' begins after '{missing}', which does not exist");
            }

            foreach (StepSettings step in process.Steps)
            {
                CheckStep(process, step, files);
            }
        }
    }

    private static void CheckStep(ProcessSettings process, StepSettings step, HashSet<string> files)
    {
        object?[] kinds = [step.Read, step.Write, step.Compute, step.AllocateGb, step.FreeGb, step.Fsync, step.Exit ? step : null];
        if (kinds.Count(static kind => kind is not null) != 1)
        {
            throw new BadWorkloadException(
                $"a step of process '{process.Name}' must have exactly one of read, write, compute, allocate_gb, free_gb, fsync and exit");
        }

        if ((step.Read ?? step.Fsync) is { } name && !files.Contains(name))
        {
            throw new BadWorkloadException($"process '{process.Name}' uses file '{name}', which nobody makes");
        }

        if (step.Write is not null && step.SizeGb is null)
        {
            throw new BadWorkloadException($"process '{process.Name}' writes '{step.Write}' without size_gb");
        }
    }
}
