using FsCheck;
using FsCheck.Fluent;

namespace FolioModel.Props.XArrays;

[TestFixture]
public sealed class XArrayProperties
{
    [Test]
    public void TheArrayIsASortedListOfRanges()
    {
        Config config = Config.QuickThrowOnFailure.WithMaxTest(Thoroughness.Of(full: 3000, quick: 600)).WithEndSize(120);
        Prop.ForAll(XOperationGenerator.Sequences(), XArrayMachine.Run).Check(config);
    }
}
