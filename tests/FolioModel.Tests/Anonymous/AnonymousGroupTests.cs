using FolioModel.Groups;
using FolioModel.Tests.Reclaim;

namespace FolioModel.Tests.Anonymous;

/// <summary>Anonymous memory in a memory control group, under both kinds of reclaim.</summary>
[TestFixture(false)]
[TestFixture(true)]
internal sealed class AnonymousGroupTests(bool multiGeneration)
{
    private GroupMachine _test = null!;
    private ProcessMemory _process = null!;
    private MappedArea _area = null!;

    private Machine Machine => _test.Machine;

    [SetUp]
    public void CreateMachine()
    {
        _test = new GroupMachine(multiGeneration);
        Machine.Swap.SwapOn(2048);
        _process = Machine.CreateProcess("test");
        _area = _process.MapAnonymous(512);
    }

    [TearDown]
    public void NothingIsLeft()
    {
        Machine.Batches.DrainAll();
        Assert.That(Machine.Validate(), Is.Empty);
    }

    [Test]
    public void Pages_and_their_tables_are_charged_and_given_back()
    {
        Store(0, 10);
        Assert.That(_test.Group.Own(GroupCounter.Anon), Is.EqualTo(10));
        Assert.That(_test.Group.Own(GroupCounter.PageTables), Is.EqualTo(3), "one table of each level");

        _process.Exit();
        Machine.Batches.DrainAll();
        _test.Group.DrainStocks();
        Assert.That(_test.Group.Usage.Value, Is.Zero);
    }

    [Test]
    public void A_group_at_its_limit_swaps_its_anonymous_memory_out_and_every_page_comes_back()
    {
        _test.Group.Max = new PageCount(256);
        Store(0, 512);
        Assert.That(_test.Group.Usage.Value, Is.LessThanOrEqualTo(256));
        Assert.That(_test.Group.SwapUsage.Value, Is.GreaterThan(200));
        for (int page = 0; page < 512; page++)
        {
            Assert.That(_process.Touch(_area.First + page, write: false), Is.EqualTo(TouchResult.Done));
        }

        Assert.That(Machine.Statistics.SwappedIn, Is.GreaterThan(200));
        Assert.That(_test.Group.Own(GroupCounter.WorkingsetRefaultAnon), Is.EqualTo(Machine.Statistics.SwappedIn));
    }

    [Test]
    public void The_limit_of_swap_holds_and_then_a_charge_fails()
    {
        _test.Group.Max = new PageCount(128);
        _test.Group.SwapMax = new PageCount(64);
        TouchResult result = TouchResult.Done;
        int page = 0;
        for (; page < 512 && result == TouchResult.Done; page++)
        {
            result = _process.Touch(_area.First + page, write: true);
        }

        Assert.That(result, Is.EqualTo(TouchResult.OutOfMemory));
        Assert.That(_test.Group.SwapUsage.Value, Is.LessThanOrEqualTo(64));
        Assert.That(_test.Group.Events.SwapMax, multiGeneration ? Is.GreaterThanOrEqualTo(0) : Is.GreaterThan(0));
    }

    [Test]
    public void A_slot_stays_charged_to_the_group_that_filled_it_and_a_page_comes_back_to_that_group()
    {
        Store(0, 64);
        _process.PageOut(_area.First, 64);
        Assert.That(_test.Group.SwapUsage.Value, Is.EqualTo(64));

        MemoryGroup other = Machine.CreateGroup("other");
        Machine.Current.Group = other;
        _process.Touch(_area.First, write: false);
        Assert.That(Machine.GroupOf(_process.FolioAt(_area.First)), Is.EqualTo(_test.Group));
    }

    [Test]
    public void Reclaim_for_a_group_does_not_ask_what_processes_of_other_groups_use()
    {
        Store(0, 64);
        _process.Group = Machine.CreateGroup("other");
        Machine.Batches.DrainAll();
        Assert.That(_test.Group.Reclaim(new PageCount(32)).Value, Is.GreaterThanOrEqualTo(32));
    }

    [Test]
    public void A_process_that_memory_ran_out_for_gives_it_back()
    {
        Machine.OutOfMemory.Register(_process);
        _test.Group.Max = new PageCount(128);
        _test.Group.SwapMax = new PageCount(0);
        ProcessMemory hungry = Machine.CreateProcess("hungry");
        MappedArea area = hungry.MapAnonymous(256);
        Store(0, 100);
        for (int page = 0; page < 100; page++)
        {
            Assert.That(hungry.Touch(area.First + page, write: true), Is.EqualTo(TouchResult.Done));
        }

        Assert.That(Machine.OutOfMemory.LastVictim, Is.EqualTo(_process));
        Assert.That(_test.Group.Own(GroupCounter.Anon), Is.EqualTo(100));
    }

    private void Store(int first, int pages)
    {
        for (int page = first; page < first + pages; page++)
        {
            Assert.That(_process.Touch(_area.First + page, write: true), Is.EqualTo(TouchResult.Done));
        }
    }
}
