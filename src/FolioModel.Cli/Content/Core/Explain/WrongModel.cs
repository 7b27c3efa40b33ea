using System.IO.Compression;
using System.Text.Json;
using FolioModel.Cli.Explain;

namespace FolioModel.Cli.Content.Core;

/// <summary>The belief "the LRU list holds a reference", run beside the right model and held against a recording.</summary>
internal sealed class WrongModel : Scenario
{
    private const int LruFlag = 0x10;
    private const string Recording = "scripted_gmem.jsonl.gz";

    public override string Name => "wrong-model";

    public override string Summary =>
        "\"the LRU list holds a reference\": the belief run as a model of its own, and the recorded state that refutes it";

    public override Explanation Run(ExplainRequest request)
    {
        Machine machine = NewMachine(KernelProfile.Linux612);
        StepRecorder recorder = NewRecorder(request);
        recorder.WatchNewFolios();
        machine.Observer = recorder;
        AddressSpace file = machine.CreateAddressSpace(new AddressSpaceOptions { Name = "believed" });
        Folio folio = machine.Allocator.AllocateFolio(Order.Zero, file.GfpMask);
        KernelTask list = machine.CreateTask("the LRU list", 0);
        AddAsBelieved(file, folio, list);
        using (machine.Current.Enter("my_write"))
        {
            folio.Unlock();
            folio.Put();
        }

        machine.Batches.DrainAll();
        machine.Observer = null;
        recorder.AddState(folio, "(believed)", $"the belief predicts {folio.RefCount} for a cached folio at rest on its list");
        int believed = folio.RefCount;
        Refutation refutation = FindRefutation();
        string answer =
            $"The belief predicts a count of {believed} for a cached folio at rest on its list; the kernel had {refutation.Count}, "
            + $"which is the page cache's {refutation.Cache} and nobody else's.";
        return new Explanation(
            Name, Summary, machine.Profile.Name, 0, "refuted", recorder.Steps, answer,
            [
                $"Recorded in {Recording}, trace {refutation.Trace}, operation {refutation.Operation}: folio {refutation.Handle} has the "
                    + $"lru flag, "
                + $"count {refutation.Count} = own {refutation.Own} + page cache {refutation.Cache} + batches {refutation.Batches}; "
                + $"the belief says {refutation.Predicted}.",
            ]);
    }

    /// <summary>The wrong operation: a folio_add_lru() whose list keeps the reference that the batch only borrowed.</summary>
    private static void AddAsBelieved(AddressSpace file, Folio folio, KernelTask list)
    {
        using KernelTask.FunctionScope function = folio.Machine.Current.Enter(nameof(AddAsBelieved));
        folio.TryLock();
        file.Pages.InsertFolio(folio, PageIndex.Zero, file.GfpMask);
        folio.AddToLru();
        using (folio.Machine.RunAs(list))
        using (list.Enter(nameof(AddAsBelieved)))
        {
            folio.Get();
        }
    }

    /// <summary>The first recorded row that is on a list and has no reference that the belief asks for.</summary>
    private static Refutation FindRefutation()
    {
        using Stream resource = typeof(WrongModel).Assembly.GetManifestResourceStream(Recording)!;
        using StreamReader reader = new(new GZipStream(resource, CompressionMode.Decompress));
        string trace = "";
        while (reader.ReadLine() is { } line)
        {
            using JsonDocument document = JsonDocument.Parse(line);
            JsonElement root = document.RootElement;
            if (root.TryGetProperty("name", out JsonElement name))
            {
                trace = name.GetString()!;
            }

            if (root.TryGetProperty("f", out JsonElement rows))
            {
                foreach (JsonElement row in rows.EnumerateArray())
                {
                    if (Refute(row, trace, root) is { } refutation)
                    {
                        return refutation;
                    }
                }
            }
        }

        throw new InvalidOperationException($"{Recording} has no row that refutes the belief");
    }

    private static Refutation? Refute(JsonElement row, string trace, JsonElement operation)
    {
        int[] cells = [.. row.EnumerateArray().Select(c => (int)Math.Clamp(c.GetInt64(), int.MinValue, int.MaxValue))];
        (int handle, int cached, int order, int count, int flags, int own, int slots) =
            (cells[0], cells[1], cells[3], cells[4], cells[6], cells[7], cells[9]);
        int batches = 0;
        for (int packed = slots; packed != 0; packed >>= 5)
        {
            batches += packed & 31;
        }

        int cache = cached == 1 ? 1 << order : 0;
        int predicted = own + cache + batches + ((flags & LruFlag) != 0 ? 1 : 0);
        return predicted == count
            ? null
            : new Refutation(
                trace, $"{operation.GetProperty("i")} ({operation.GetProperty("op").GetString()})", handle, count, own, cache, batches,
                    predicted);
    }

    private sealed record Refutation(string Trace, string Operation, int Handle, int Count, int Own, int Cache, int Batches, int Predicted);
}
