using FsCheck;
using FsCheck.Fluent;

namespace FolioModel.Props.XArrays;

[TestFixture]
public sealed class XArrayProperties
{
    [Test]
    public void TheArrayIsASortedListOfRanges()
    {
        Config config = Config.QuickThrowOnFailure.WithMaxTest(3000).WithEndSize(120);
        Prop.ForAll(XOperationGenerator.Sequences(), XArrayMachine.Run).Check(config);
    }
}
