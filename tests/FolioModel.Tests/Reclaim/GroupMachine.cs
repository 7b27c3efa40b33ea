using FolioModel.Groups;

namespace FolioModel.Tests.Reclaim;

/// <summary>A machine with one file and a group that the current task belongs to.</summary>
internal sealed class GroupMachine
{
    public GroupMachine(bool multiGeneration = false, bool instrumented = true)
    {
        Machine = new Machine(new MachineOptions
        {
            Pages = 4096,
            Cpus = 1,
            MemoryGroups = 4,
            Ledger = instrumented,
            LockChecking = instrumented,
            Profile = KernelProfile.Linux612 with { MultiGenerationLru = multiGeneration },
        });
        Group = Machine.CreateGroup("group");
        Machine.Current.Group = Group;
        File = Machine.CreateAddressSpace(new AddressSpaceOptions { Name = "file", Size = 4096L << PageSize.Shift, MaxOrder = Order.Zero });
    }

    public Machine Machine { get; }

    public MemoryGroup Group { get; }

    public AddressSpace File { get; }

    /// <summary>Reads pages, each once.</summary>
    public void Read(int first, int pages)
    {
        for (int page = first; page < first + pages; page++)
        {
            FolioResult result = File.Pages.GrabFolio(new PageIndex((ulong)page));
            Assert.That(result.Error, Is.EqualTo(Errno.None));
            result.Folio.MarkUptodate();
            result.Folio.Unlock();
            result.Folio.Put();
        }
    }

    /// <summary>Whether a page of the file is cached.</summary>
    public bool IsCached(int page) => File.Pages.Peek(new PageIndex((ulong)page)).IsFolio;

    /// <summary>Reads a page, from the cache if it is there, and notes the use.</summary>
    /// <returns>Whether it was a hit.</returns>
    public bool Access(int page)
    {
        FolioResult found = File.Pages.GetFolio(new PageIndex((ulong)page));
        if (found.IsOk)
        {
            found.Folio.MarkAccessed();
            found.Folio.Put();
            return true;
        }

        FolioResult result = File.Pages.GrabFolio(new PageIndex((ulong)page));
        if (result.Error != Errno.None)
        {
            Assert.Fail($"page {page}: {result.Error}");
        }

        result.Folio.MarkUptodate();
        result.Folio.Unlock();
        result.Folio.Put();
        return false;
    }
}
