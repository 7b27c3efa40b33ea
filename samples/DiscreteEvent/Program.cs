FolioModel.Samples.DiscreteEvent.Scenario.Run(Console.Out);
