namespace FolioModel.Tests.Filemap;

/// <summary>Which refusal of a split comes first.</summary>
[TestFixture]
public sealed class SplitRefusalTests
{
    [Test]
    public void WritebackIsSeenBeforeTheMinimumOrderOfTheFile()
    {
        Machine machine = new(new MachineOptions { Ledger = true });
        AddressSpace file =
            machine.CreateAddressSpace(new AddressSpaceOptions { MinOrder = new Order(1), MaxOrder = new Order(2), Size = 1 << 20 });
        Folio folio = file.Pages.GetFolio(PageIndex.Zero, FindFolioFlags.Grab, file.GfpMask, new Order(2)).Folio;
        Assert.That(folio.Split(Order.Zero), Is.EqualTo(Errno.EINVAL));
        folio.StartWriteback();
        Assert.That(folio.Split(Order.Zero), Is.EqualTo(Errno.EBUSY));
    }
}
