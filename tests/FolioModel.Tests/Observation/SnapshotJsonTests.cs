using System.Text.Json;
using FolioModel.Groups;

namespace FolioModel.Tests.Observation;

/// <summary>Snapshots as JSON, under the kernel's names.</summary>
internal sealed class SnapshotJsonTests
{
    [Test]
    public void EqualStatesGiveEqualTextsAndOthersDoNot()
    {
        Machine one = Busy();
        Machine other = Busy();
        Assert.That(one.Snapshot().ToJson(), Is.EqualTo(other.Snapshot().ToJson()));
        Assert.That(one.Snapshot(), Is.EqualTo(other.Snapshot()));
        other.AddressSpaces.First().Pages.GrabFolio(new PageIndex(7)).Folio.Unlock();
        Assert.That(one.Snapshot().ToJson(), Is.Not.EqualTo(other.Snapshot().ToJson()));
    }

    [Test]
    public void NamesAreTheKernels()
    {
        Machine machine = Busy();
        JsonElement root = JsonDocument.Parse(machine.Snapshot().ToJson()).RootElement;
        JsonElement folio = root.GetProperty("folios").EnumerateArray().Single(static f => f.GetProperty("index").GetInt32() == 5);
        JsonElement file = root.GetProperty("mappings")[0];
        JsonElement entry = file.GetProperty("i_pages").EnumerateArray().Single(static e => e.GetProperty("index").GetInt32() == 5);
        JsonElement group = root.GetProperty("memcgs")[1];
        Assert.Multiple(() =>
        {
            Assert.That(root.GetProperty("format").GetString(), Is.EqualTo("folio-snapshot/1"));
            Assert.That(Texts(folio, "flags"), Is.EqualTo(new[] { "PG_locked", "PG_referenced", "PG_uptodate", "PG_dirty" }));
            Assert.That(folio.GetProperty("_refcount").GetInt32(), Is.EqualTo(3), "the cache, the batch and the caller");
            Assert.That(Texts(entry, "marks"), Is.EqualTo(new[] { "PAGECACHE_TAG_DIRTY" }));
            Assert.That(entry.GetProperty("folio").GetInt32(), Is.EqualTo(folio.GetProperty("pfn").GetInt32()));
            Assert.That(file.GetProperty("nrpages").GetInt64(), Is.EqualTo(1));
            Assert.That(root.GetProperty("vmstat").GetProperty("nr_dirty").GetInt64(), Is.EqualTo(1));
            Assert.That(root.GetProperty("vmstat").GetProperty("nr_file_pages").GetInt64(), Is.EqualTo(1));
            Assert.That(root.GetProperty("cpu_fbatches")[0].GetProperty("name").GetString(), Is.EqualTo("lru_add"));
            Assert.That(group.GetProperty("name").GetString(), Is.EqualTo("work"));
            Assert.That(group.GetProperty("memory.current").GetInt64(), Is.EqualTo(64 * PageSize.Bytes), "a CPU charges a batch");
            Assert.That(group.GetProperty("memory.stat").GetProperty("file_dirty").GetInt64(), Is.EqualTo(1));
        });
    }

    [Test]
    public void EveryFlagHasAName()
    {
        foreach (FolioFlags flag in Enum.GetValues<FolioFlags>().Where(static f => f != FolioFlags.None && f != FolioFlags.CheckAtPrep))
        {
            Assert.That(SnapshotNames.Of(flag), Is.Not.Empty, $"{flag}");
        }
    }

    private static string[] Texts(JsonElement owner, string name) =>
        [.. owner.GetProperty(name).EnumerateArray().Select(static t => t.GetString()!)];

    private static Machine Busy()
    {
        Machine machine = new(new MachineOptions { Pages = 4096, Ledger = true, MemoryGroups = 1 });
        MemoryGroup group = machine.CreateGroup("work");
        machine.Current.Group = group;
        AddressSpace file = machine.CreateAddressSpace(new AddressSpaceOptions { Name = "data", Size = 10 * PageSize.Bytes });
        Folio folio = file.Pages.GrabFolio(new PageIndex(5)).Folio;
        folio.MarkUptodate();
        folio.MarkDirty();
        return machine;
    }
}
