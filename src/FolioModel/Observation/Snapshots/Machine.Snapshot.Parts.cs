using System.Collections.Immutable;
using FolioModel.Groups;

namespace FolioModel;

public sealed partial class Machine
{
    private TaskSnapshot TaskSnapshotOf(KernelTask task)
    {
        TaskRun? run = _runs.Find(r => r.Task == task);
        bool waits = run?.State is TaskRunState.Waiting or TaskRunState.Spinning;
        return new TaskSnapshot(
            task.Id, task.Name, task.Cpu, task.Function, task.Operation, [.. LocksHeldBy(task).Select(static l => l.Name)])
        {
            State = run?.State,
            Point = run?.Point,
            WaitsFor = waits ? run!.WaitsFor : null,
            WaitsOn = waits ? run!.Holder?.Name : null,
        };
    }

    private static GroupSnapshot GroupSnapshotOf(MemoryGroup group) => new(
        group.Id, group.Name, group.Parent?.Id, group.Usage,
        Enum.GetValues<GroupCounter>().ToImmutableSortedDictionary(
            static c => c.KernelName(), c => group.Own(c), StringComparer.Ordinal));

    private static SwapSnapshot SwapSnapshotOf(SwapArea area) => new(area.Type, area.Pages, [.. area.SlotSnapshots()]);

    private IEnumerable<GenerationSnapshot> GenerationSnapshots(bool anon)
    {
        for (long sequence = Lru.Generations?.Oldest(anon) ?? 0; sequence <= (Lru.Generations?.Youngest ?? -1); sequence++)
        {
            LruList list = Lru.Generation(sequence, anon);
            yield return new GenerationSnapshot(sequence, anon, list.Pages, [.. list.Select(static f => f.Pfn)]);
        }
    }
}
