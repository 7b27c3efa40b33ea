using FolioModel.Rmap;
using FolioModel.Shmem;

namespace FolioModel.Tests.Shmem;

/// <summary>The bytes of a file's pages, and of the copies that processes have.</summary>
[TestFixture]
internal sealed class ContentsTests
{
    private const int Page = PageSize.Bytes;

    private Machine _machine = null!;
    private ShmemFile _file = null!;

    [SetUp]
    public void CreateFile()
    {
        _machine = new Machine(new MachineOptions { Pages = 1 << 13, Ledger = true, Contents = true });
        _file = new ShmemMount(_machine).CreateFile(new ShmemOptions { Size = 8 * Page });
    }

    [Test]
    public void A_huge_page_that_a_pin_keeps_whole_is_zeroed_in_the_hole()
    {
        ShmemFile huge = new ShmemMount(_machine).CreateFile(
            new ShmemOptions { Size = Order.Pmd.Pages * (long)Page, HugePages = HugePagePolicy.Always });
        huge.Write(0, Ones(4 * Page));
        Folio folio = huge.Mapping.Pages.Peek(PageIndex.Zero).Folio;
        folio.Get();
        huge.Fallocate(FallocateMode.PunchHole | FallocateMode.KeepSize, default, (2 * Page) + 10);
        using (Assert.EnterMultipleScope())
        {
            Assert.That(folio.Order, Is.EqualTo(Order.Pmd));
            Assert.That(ByteAt(huge, 0), Is.Zero);
            Assert.That(ByteAt(huge, (2 * Page) + 9), Is.Zero, "the last byte of the hole");
            Assert.That(ByteAt(huge, (2 * Page) + 10), Is.EqualTo(1), "the next one is kept");
        }

        folio.Put();
    }

    [Test]
    public void A_new_page_shows_zeroes_and_not_what_its_memory_held()
    {
        _file.Write(0, Ones(8 * Page));
        _file.SetSize(0);
        _file.SetSize(8 * Page);
        _machine.Batches.DrainAll();
        _file.Write(100, Ones(1));
        _file.Fallocate(FallocateMode.KeepSize, new ByteOffset(Page), Page);
        ProcessMemory process = _machine.CreateProcess("program");
        VirtualPage mapped = process.Map(_file.Mapping, PageIndex.Zero, 8, MapOptions.Writable | MapOptions.Shared).First;
        process.Touch(mapped + 1, write: false);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((ByteAt(_file, 99), ByteAt(_file, 100), ByteAt(_file, 101)), Is.EqualTo(((byte)0, (byte)1, (byte)0)));
            Assert.That(process.Load(mapped + 1, 5), Is.Zero, "reserved, then touched");
            Assert.That(process.Load(mapped + 2, 5), Is.Null, "no entry shows it");
            Assert.That(process.Store(mapped + 2, 5, 1), Is.False);
        }
    }

    [Test]
    public void A_private_copy_begins_with_the_file_s_bytes_and_goes_its_own_way()
    {
        _file.Write(0, Ones(Page));
        ProcessMemory process = _machine.CreateProcess("program");
        VirtualPage mapped = process.Map(_file.Mapping, PageIndex.Zero, 8, MapOptions.Writable).First;
        process.Touch(mapped, write: true);
        process.Store(mapped, 7, 2);
        ProcessMemory child = process.Fork("child");
        child.Touch(mapped, write: true);
        child.Store(mapped, 7, 3);
        using (Assert.EnterMultipleScope())
        {
            Assert.That((ByteAt(_file, 7), process.Load(mapped, 7), child.Load(mapped, 7)), Is.EqualTo(((byte)1, (byte?)2, (byte?)3)));
            Assert.That((process.Load(mapped, 8), child.Load(mapped, 8)), Is.EqualTo(((byte?)1, (byte?)1)));
        }
    }

    [Test]
    public void Contents_follow_a_copy_of_the_machine()
    {
        _file.Write(0, Ones(Page));
        Machine copy = _machine.Fork().Machine;
        _file.Write(0, new byte[Page]);
        Span<byte> one = stackalloc byte[1];
        copy.Contents!.Read(copy.PeekFolio(_file.Mapping.Pages.Peek(PageIndex.Zero).Folio.Pfn), 0, one);
        Assert.That(one[0], Is.EqualTo(1));
    }

    [Test]
    public void A_machine_without_contents_says_so()
    {
        ShmemFile file = new ShmemMount(new Machine()).CreateFile(new ShmemOptions { Size = Page });
        using (Assert.EnterMultipleScope())
        {
            Assert.That(() => file.Read(0, new byte[1]), Throws.InvalidOperationException.With.Message.Contains("Contents"));
            Assert.That(() => file.Write(0, new byte[1]), Throws.InvalidOperationException);
            Assert.That(file.Write(0, 1).Bytes, Is.EqualTo(1));
        }
    }

    private static byte[] Ones(int length)
    {
        byte[] bytes = new byte[length];
        Array.Fill(bytes, (byte)1);
        return bytes;
    }

    private static byte ByteAt(ShmemFile file, long position)
    {
        byte[] one = new byte[1];
        Assert.That(file.Read(position, one).Bytes, Is.EqualTo(1));
        return one[0];
    }
}
